#include "broker/transport/rules/connection_limiter.hpp"

#include <algorithm>

namespace indaba::broker {

ConnectionLimiter::AcceptResult ConnectionLimiter::on_accepted(int descriptor,
                                                               const std::string& address, ms now) {
    on_closed(descriptor, now);
    ConnectionState& connection = connections_[descriptor];
    connection.address = address;
    connection.accept_number = ++last_accept_number_;
    half_open_.emplace(connection.accept_number, descriptor);
    AddressState* known = address.empty() ? nullptr : &address_state(address, now);
    if (known) known->half_open.emplace(connection.accept_number, descriptor);
    AcceptResult result;
    if (size() > limits_.clients) disconnect(pick_eviction(descriptor), result);
    if (half_open_.size() > limits_.half_open) disconnect(half_open_.begin()->second, result);
    if (!known) return result;
    if (known->half_open.size() > limits_.half_open_per_address)
        disconnect(known->half_open.begin()->second, result);
    result.short_hello_timeout =
        known->failed_connections.time_until(limits_.failed_connections, 1, now) > ms{0};
    return result;
}

/// Counts the connection as closed from now on, so that no other is evicted for the same newcomer.
void ConnectionLimiter::disconnect(int descriptor, AcceptResult& result) {
    ConnectionState& connection = connections_.at(descriptor);
    remove_half_open(descriptor, connection);
    hello_but_not_joined_.erase({connection.accept_number, descriptor});
    connection.disconnecting = true;
    ++disconnecting_;
    result.to_disconnect.push_back(descriptor);
}

bool ConnectionLimiter::on_hello(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return false;
    ConnectionState& connection = found->second;
    connection.messages_before_hello = 0;
    if (connection.said_hello || connection.disconnecting) return false;
    connection.said_hello = true;
    remove_half_open(descriptor, connection);
    hello_but_not_joined_.emplace(connection.accept_number, descriptor);
    return true;
}

void ConnectionLimiter::on_closed(int descriptor, ms now) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return;
    ConnectionState& connection = found->second;
    const bool was_evicted = connection.disconnecting;
    if (!connection.said_hello && !was_evicted && !connection.address.empty())
        addresses_[connection.address].failed_connections.try_take(limits_.failed_connections, 1,
                                                                   now);
    remove_half_open(descriptor, connection);
    hello_but_not_joined_.erase({connection.accept_number, descriptor});
    if (connection.disconnecting) --disconnecting_;
    connections_.erase(found);
}

bool ConnectionLimiter::allow_before_hello(int descriptor) {
    const auto found = connections_.find(descriptor);
    return found != connections_.end() &&
           ++found->second.messages_before_hello <= limits_.messages_before_hello;
}

void ConnectionLimiter::remove_half_open(int descriptor, const ConnectionState& connection) {
    half_open_.erase({connection.accept_number, descriptor});
    const auto address = addresses_.find(connection.address);
    if (address != addresses_.end())
        address->second.half_open.erase({connection.accept_number, descriptor});
}

/// Returns the oldest connection without a hello, else the oldest that has not joined, else the
/// newcomer itself.
int ConnectionLimiter::pick_eviction(int newcomer) {
    if (half_open_.begin()->second != newcomer) return half_open_.begin()->second;
    while (!hello_but_not_joined_.empty()) {
        const int oldest = hello_but_not_joined_.begin()->second;
        hello_but_not_joined_.erase(hello_but_not_joined_.begin());
        if (!has_joined_(oldest)) return oldest;
    }
    return newcomer;
}

/// Idle addresses are forgotten when the table has doubled since the last cleanup.
ConnectionLimiter::AddressState& ConnectionLimiter::address_state(const std::string& address,
                                                                  ms now) {
    if (addresses_.size() >= address_cleanup_size_) {
        std::erase_if(addresses_, [&](const auto& known) {
            return known.second.half_open.empty() && known.second.failed_connections.full(now);
        });
        address_cleanup_size_ = std::max(min_address_cleanup_size, 2 * addresses_.size());
    }
    return addresses_[address];
}

}  // namespace indaba::broker

#include "broker/transport/rules/connection_table.hpp"

#include <utility>

namespace indaba::broker {

void ConnectionTable::on_accepted(int descriptor, ms now) {
    on_closed(descriptor);
    start_hello_timeout(descriptor, now + hello_timeout);
    connections_[descriptor].accept_number = ++last_accept_number_;
}

std::optional<ConnectionTable::RoutingId> ConnectionTable::on_closed(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return std::nullopt;
    stop_hello_timeout(descriptor, found->second);
    std::optional<RoutingId> id = std::move(found->second.id);
    closed_since_drained_.insert(descriptor);
    connections_.erase(found);
    if (id) by_id_.erase(*id);
    return id;
}

void ConnectionTable::on_drained() { closed_since_drained_.clear(); }

bool ConnectionTable::is_drained(int descriptor) const {
    return accept_number(descriptor) != 0 && !closed_since_drained_.contains(descriptor);
}

std::uint64_t ConnectionTable::accept_number(int descriptor) const {
    const auto found = connections_.find(descriptor);
    return found == connections_.end() ? 0 : found->second.accept_number;
}

ConnectionTable::BindResult ConnectionTable::bind(const RoutingId& id, int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return {};
    Connection& connection = found->second;
    if (connection.unbound == id) return {};
    connection.unbound.reset();
    if (connection.id == id) return {true, {}, false};
    if (by_id_.contains(id)) return {};  // bound to another descriptor: libzmq never does this
    BindResult result{true, std::exchange(connection.id, id), false};
    if (result.replaced) by_id_.erase(*result.replaced);
    stop_hello_timeout(descriptor, connection);
    by_id_[id] = descriptor;
    return result;
}

void ConnectionTable::unbind(const RoutingId& id, ms now) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    Connection& connection = connections_.at(found->second);
    connection.unbound = id;
    start_hello_timeout(found->second, now + linger_after_bye);
    by_id_.erase(found);
}

bool ConnectionTable::was_unbound(const RoutingId& id, int descriptor) const {
    const auto found = connections_.find(descriptor);
    return found != connections_.end() && found->second.unbound == id;
}

void ConnectionTable::shorten_hello_timeout(int descriptor, ms now) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end() || !found->second.deadline) return;
    if (*found->second.deadline <= now + short_hello_timeout) return;
    stop_hello_timeout(descriptor, found->second);
    start_hello_timeout(descriptor, now + short_hello_timeout);
}

std::optional<int> ConnectionTable::descriptor_of(const RoutingId& id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return std::nullopt;
    return found->second;
}

std::optional<ConnectionTable::RoutingId> ConnectionTable::routing_id_of(int descriptor) const {
    const auto found = connections_.find(descriptor);
    return found == connections_.end() ? std::nullopt : found->second.id;
}

std::optional<ConnectionTable::ms> ConnectionTable::next_deadline() const {
    if (deadlines_.empty()) return std::nullopt;
    return deadlines_.begin()->first;
}

std::vector<int> ConnectionTable::take_expired(ms now) {
    std::vector<int> result;
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const int descriptor = deadlines_.begin()->second;
        stop_hello_timeout(descriptor, connections_.at(descriptor));
        result.push_back(descriptor);
    }
    return result;
}

void ConnectionTable::start_hello_timeout(int descriptor, ms until) {
    Connection& connection = connections_[descriptor];
    connection.id.reset();
    connection.deadline = until;
    deadlines_.emplace(until, descriptor);
}

void ConnectionTable::stop_hello_timeout(int descriptor, Connection& connection) {
    if (connection.deadline) deadlines_.erase({*connection.deadline, descriptor});
    connection.deadline.reset();
}

}  // namespace indaba::broker

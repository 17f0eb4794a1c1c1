#include "broker/transport/rules/doorkeeper.hpp"

#include <algorithm>

namespace indaba::broker {

Doorkeeper::Verdict Doorkeeper::accepted(int descriptor, const std::string& address, ms now) {
    closed(descriptor, now);
    Connection& connection = connections_[descriptor];
    connection.address = address;
    connection.order = ++last_order_;
    waiting_.emplace(connection.order, descriptor);
    Address* known = address.empty() ? nullptr : &at(address, now);
    if (known) known->waiting.emplace(connection.order, descriptor);
    Verdict verdict;
    if (size() > limits_.clients) cut(who_makes_way(descriptor), verdict);
    if (waiting_.size() > limits_.half_open) cut(waiting_.begin()->second, verdict);
    if (!known) return verdict;
    if (known->waiting.size() > limits_.half_open_per_address)
        cut(known->waiting.begin()->second, verdict);
    verdict.hurry = known->failures.wait(limits_.failures, 1, now) > ms{0};
    return verdict;
}

/// It is as good as gone: nobody else need make way for what it makes way for.
void Doorkeeper::cut(int descriptor, Verdict& verdict) {
    Connection& connection = connections_.at(descriptor);
    stop_waiting(descriptor, connection);
    greeted_.erase({connection.order, descriptor});
    connection.cut = true;
    ++cut_;
    verdict.cut.push_back(descriptor);
}

bool Doorkeeper::greeted(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return false;
    Connection& connection = found->second;
    connection.words = 0;
    if (connection.greeted || connection.cut) return false;
    connection.greeted = true;
    stop_waiting(descriptor, connection);
    greeted_.emplace(connection.order, descriptor);
    return true;
}

void Doorkeeper::closed(int descriptor, ms now) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return;
    Connection& connection = found->second;
    if (!connection.greeted && !connection.address.empty())
        addresses_[connection.address].failures.take(limits_.failures, 1, now);
    stop_waiting(descriptor, connection);
    greeted_.erase({connection.order, descriptor});
    if (connection.cut) --cut_;
    connections_.erase(found);
}

bool Doorkeeper::may_speak(int descriptor) {
    const auto found = connections_.find(descriptor);
    return found != connections_.end() && ++found->second.words <= limits_.words_before_hello;
}

void Doorkeeper::stop_waiting(int descriptor, const Connection& connection) {
    waiting_.erase({connection.order, descriptor});
    const auto address = addresses_.find(connection.address);
    if (address != addresses_.end()) address->second.waiting.erase({connection.order, descriptor});
}

/// The oldest of those that have said no hello, or of those that have not joined since; else there
/// is no room.
int Doorkeeper::who_makes_way(int newcomer) {
    if (waiting_.begin()->second != newcomer) return waiting_.begin()->second;
    while (!greeted_.empty()) {
        const int oldest = greeted_.begin()->second;
        greeted_.erase(greeted_.begin());
        if (!inside_(oldest)) return oldest;
    }
    return newcomer;
}

/// Remembered are those that did something lately, and twice as many at most.
Doorkeeper::Address& Doorkeeper::at(const std::string& address, ms now) {
    if (addresses_.size() >= addresses_kept_) {
        std::erase_if(addresses_, [&](const auto& known) {
            return known.second.waiting.empty() && known.second.failures.full(now);
        });
        addresses_kept_ = std::max(addresses_kept_at_least, 2 * addresses_.size());
    }
    return addresses_[address];
}

}  // namespace indaba::broker

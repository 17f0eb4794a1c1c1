#include "broker/transport/rules/connections.hpp"

#include <utility>

namespace indaba::broker {

void Connections::accepted(int descriptor, ms now) {
    closed(descriptor);
    wait_for_hello(descriptor, now + hello_by);
    connections_[descriptor].order = ++last_order_;
}

std::optional<Connections::RoutingId> Connections::closed(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return std::nullopt;
    stop_waiting(descriptor, found->second);
    std::optional<RoutingId> id = std::move(found->second.id);
    closed_.insert(descriptor);
    connections_.erase(found);
    if (id) by_id_.erase(*id);
    return id;
}

void Connections::drained() { closed_.clear(); }

bool Connections::settled(int descriptor) const {
    return order(descriptor) != 0 && !closed_.contains(descriptor);
}

std::uint64_t Connections::order(int descriptor) const {
    const auto found = connections_.find(descriptor);
    return found == connections_.end() ? 0 : found->second.order;
}

Connections::Bound Connections::bind(const RoutingId& id, int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return {};
    Connection& connection = found->second;
    if (connection.left == id) return {};
    connection.left.reset();
    if (connection.id == id) return {true, {}, false};
    if (by_id_.contains(id)) return {};  // bound to another descriptor: not how libzmq behaves
    Bound bound{true, std::exchange(connection.id, id), false};
    if (bound.dead) by_id_.erase(*bound.dead);
    stop_waiting(descriptor, connection);
    by_id_[id] = descriptor;
    return bound;
}

void Connections::unbind(const RoutingId& id, ms now) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    Connection& connection = connections_.at(found->second);
    connection.left = id;
    wait_for_hello(found->second, now + goodbye);
    by_id_.erase(found);
}

void Connections::hurry(int descriptor, ms now) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end() || !found->second.deadline) return;
    if (*found->second.deadline <= now + hurried) return;
    stop_waiting(descriptor, found->second);
    wait_for_hello(descriptor, now + hurried);
}

std::optional<int> Connections::descriptor(const RoutingId& id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return std::nullopt;
    return found->second;
}

std::optional<Connections::RoutingId> Connections::bound_to(int descriptor) const {
    const auto found = connections_.find(descriptor);
    return found == connections_.end() ? std::nullopt : found->second.id;
}

std::optional<Connections::ms> Connections::next_deadline() const {
    if (deadlines_.empty()) return std::nullopt;
    return deadlines_.begin()->first;
}

std::vector<int> Connections::overdue(ms now) {
    std::vector<int> result;
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const int descriptor = deadlines_.begin()->second;
        stop_waiting(descriptor, connections_.at(descriptor));
        result.push_back(descriptor);
    }
    return result;
}

void Connections::wait_for_hello(int descriptor, ms until) {
    Connection& connection = connections_[descriptor];
    connection.id.reset();
    connection.deadline = until;
    deadlines_.emplace(until, descriptor);
}

void Connections::stop_waiting(int descriptor, Connection& connection) {
    if (connection.deadline) deadlines_.erase({*connection.deadline, descriptor});
    connection.deadline.reset();
}

}  // namespace indaba::broker

#include "broker/connections.hpp"

#include <utility>

namespace indaba::broker {

void Connections::accepted(int descriptor, ms now) {
    closed(descriptor);
    wait_for_hello(descriptor, now);
}

std::optional<Connections::RoutingId> Connections::closed(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return std::nullopt;
    stop_waiting(descriptor, found->second);
    std::optional<RoutingId> id = std::move(found->second.id);
    connections_.erase(found);
    if (id) by_id_.erase(*id);
    return id;
}

Connections::Bound Connections::bind(const RoutingId& id, int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return {};
    Connection& connection = found->second;
    if (connection.id == id) return {true, std::nullopt};
    if (by_id_.contains(id)) return {};  // bound to another descriptor: not how libzmq behaves
    Bound bound{true, std::exchange(connection.id, id)};
    if (bound.dead) by_id_.erase(*bound.dead);
    stop_waiting(descriptor, connection);
    by_id_[id] = descriptor;
    return bound;
}

void Connections::unbind(const RoutingId& id, ms now) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    wait_for_hello(found->second, now);
    by_id_.erase(found);
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

void Connections::wait_for_hello(int descriptor, ms now) {
    connections_[descriptor] = {std::nullopt, now + hello_by};
    deadlines_.emplace(now + hello_by, descriptor);
}

void Connections::stop_waiting(int descriptor, Connection& connection) {
    if (connection.deadline) deadlines_.erase({*connection.deadline, descriptor});
    connection.deadline.reset();
}

}  // namespace indaba::broker

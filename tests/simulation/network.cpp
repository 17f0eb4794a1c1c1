#include "tests/simulation/network.hpp"

#include <algorithm>

namespace indaba::simulation {
namespace {

constexpr ms soon{20};
constexpr ms late{3'000};
constexpr std::size_t usual_capacity = 64;

}  // namespace

// ---- at the client -----------------------------------------------------------------------------

Network::ConnectionId Network::open(int person, ms now, int broker) {
    Connection connection;
    connection.routing = routing_id(broker);
    connection.person = person;
    connection.broker = broker;
    connection.latency = healed_ ? soon : random_.up_to(ms{400});
    connection.capacity = healed_ || random_.once_in(2) ? usual_capacity : 5 + random_.below(12);
    if (!healed_ && random_.once_in(8)) connection.read_pause = random_.up_to(ms{300});
    connection.client_reads_from = now;
    connection.hindered = now < thaws_at(broker);
    by_routing_[connection.routing] = ++last_connection_;
    connections_.emplace(last_connection_, std::move(connection));
    return last_connection_;
}

/// Returns a new routing id, or sometimes that of an ended connection, as libzmq may reuse ids.
RoutingId Network::routing_id(int broker) {
    std::vector<RoutingId>& free = free_routing_ids_[broker];
    if (!free.empty() && random_.once_in(4)) {
        RoutingId id = free.back();
        free.pop_back();
        return id;
    }
    return "connection " + std::to_string(last_connection_ + 1);
}

void Network::push(Pipe& pipe, const Connection& connection, std::string frame, ms now) {
    ms arrives = now + ms{1} + random_.up_to(connection.latency);
    if (!pipe.empty()) arrives = std::max(arrives, pipe.back().arrives);
    pipe.push_back({arrives, std::move(frame)});
}

void Network::write_to_broker(ConnectionId id, std::string frame, ms now) {
    Connection& connection = connections_.at(id);
    if (!connection.dead && connection.at_broker)
        push(connection.to_broker, connection, std::move(frame), now);
}

std::optional<std::string> Network::read_at_client(ConnectionId id, ms now) {
    Connection& connection = connections_.at(id);
    if (connection.to_client.empty() || connection.to_client.front().arrives > now)
        return std::nullopt;
    if (connection.client_reads_from > now || ended_at_client(id, now)) return std::nullopt;
    std::string frame = std::move(connection.to_client.front().bytes);
    connection.to_client.pop_front();
    connection.client_reads_from = now + connection.read_pause;
    return frame;
}

/// Returns whether the client notices the end now; a client that has stopped reading does not.
bool Network::ended_at_client(ConnectionId id, ms now) const {
    const Connection& connection = connections_.at(id);
    return connection.client_hears &&
           std::max(*connection.client_hears, connection.client_reads_from) <= now;
}

void Network::close_at_client(ConnectionId id, ms now) {
    const auto found = connections_.find(id);
    Connection& connection = found->second;
    connection.at_client = false;
    if (connection.at_broker && !connection.dead) {
        if (random_.once_in(2)) lose_some(connection.to_broker);
        const ms last = connection.to_broker.empty() ? now : connection.to_broker.back().arrives;
        connection.broker_hears =
            std::max(last, connection.broker_reads_from) + random_.up_to(soon);
        connection.dead = true;
    }
    drop_if_over(found);
}

// ---- at the broker -----------------------------------------------------------------------------

std::vector<RoutingId> Network::ended_at_broker(ms now, int broker) {
    std::vector<RoutingId> ended;
    for (auto connection = connections_.begin(); connection != connections_.end();) {
        const auto current = connection++;
        if (!current->second.at_broker || !current->second.broker_hears ||
            *current->second.broker_hears > now || current->second.broker != broker)
            continue;
        ended.push_back(current->second.routing);
        leave_broker(current->second);
        drop_if_over(current);
    }
    return ended;
}

void Network::leave_broker(Connection& connection) {
    by_routing_.erase(connection.routing);
    free_routing_ids_[connection.broker].push_back(connection.routing);
    connection.at_broker = false;
    connection.dead = true;
    connection.to_broker.clear();
}

void Network::drop_if_over(std::map<ConnectionId, Connection>::iterator connection) {
    if (!connection->second.at_broker && !connection->second.at_client)
        connections_.erase(connection);
}

std::optional<std::pair<RoutingId, std::string>> Network::read_at_broker(ms now, int broker) {
    for (auto& [id, connection] : connections_) {
        if (!connection.at_broker || connection.to_broker.empty() || connection.broker != broker)
            continue;
        if (connection.to_broker.front().arrives > now || connection.broker_reads_from > now)
            continue;
        std::string frame = std::move(connection.to_broker.front().bytes);
        connection.to_broker.pop_front();
        return std::pair{connection.routing, std::move(frame)};
    }
    return std::nullopt;
}

std::optional<Network::ConnectionId> Network::connection_of(const RoutingId& id) const {
    const auto found = by_routing_.find(id);
    if (found == by_routing_.end()) return std::nullopt;
    return found->second;
}

/// Writes to the client. A write to a dead connection succeeds until its pipe is full or the broker
/// knows of its end.
broker::SendResult Network::write_to_client(const RoutingId& to, const std::string& frame, ms now) {
    const std::optional<ConnectionId> id = connection_of(to);
    if (!id) return broker::SendResult::unreachable;
    Connection& connection = connections_.at(*id);
    if (connection.unreachable_from && *connection.unreachable_from <= now) {
        leave_broker(connection);
        drop_if_over(connections_.find(*id));
        return broker::SendResult::unreachable;
    }
    if (connection.to_client.size() >= connection.capacity) return broker::SendResult::would_block;
    if (connection.dead)
        connection.to_client.push_back({ms::max(), {}});
    else
        push(connection.to_client, connection, frame, now);
    return broker::SendResult::sent;
}

void Network::close_at_broker(const RoutingId& who, ms now) {
    const std::optional<ConnectionId> id = connection_of(who);
    if (!id) return;
    Connection& connection = connections_.at(*id);
    connection.broker_hears = now + random_.up_to(soon);
    connection.unreachable_from = now;
    if (!connection.dead) {
        lose_some(connection.to_client);
        connection.client_hears = now + ms{1} + random_.up_to(late);
        connection.dead = true;
    }
}

void Network::broker_died(ms now, int broker) {
    for (auto connection = connections_.begin(); connection != connections_.end();) {
        const auto current = connection++;
        if (!current->second.at_broker || current->second.broker != broker) continue;
        if (!current->second.dead) {
            lose_some(current->second.to_client);
            current->second.client_hears = now + ms{1} + random_.up_to(late);
        }
        leave_broker(current->second);
        drop_if_over(current);
    }
}

// ---- faults ---------------------------------------------------------------------------

/// Drops the last frames of a pipe, a random number of them.
void Network::lose_some(Pipe& pipe) { pipe.resize(random_.below(pipe.size() + 1)); }

void Network::break_connection(ConnectionId id, ms now) {
    Connection& connection = connections_.at(id);
    if (connection.dead) return;
    silence(id);
    connection.hindered = false;
    connection.client_hears = now + random_.up_to(late);
    connection.broker_hears = now + random_.up_to(late);
    if (random_.once_in(2)) connection.unreachable_from = now + random_.up_to(late);
}

void Network::silence(ConnectionId id) {
    Connection& connection = connections_.at(id);
    if (connection.dead) return;
    lose_some(connection.to_broker);
    lose_some(connection.to_client);
    connection.dead = connection.hindered = true;
}

void Network::stop_reading(ConnectionId id, ms until) {
    Connection& connection = connections_.at(id);
    connection.client_reads_from = std::max(connection.client_reads_from, until);
    connection.hindered = true;
}

void Network::delay_upstream(ConnectionId id, ms until) {
    Connection& connection = connections_.at(id);
    connection.broker_reads_from = std::max(connection.broker_reads_from, until);
    connection.hindered = true;
}

void Network::freeze_broker(int broker, ms until) {
    frozen_until_[broker] = until;
    for (auto& [id, connection] : connections_)
        if (connection.broker == broker) connection.hindered = true;
}

ms Network::thaws_at(int broker) const {
    const auto frozen = frozen_until_.find(broker);
    return frozen == frozen_until_.end() ? ms{0} : frozen->second;
}

void Network::heal(ms now) {
    healed_ = true;
    frozen_until_.clear();
    for (auto& [id, connection] : connections_) {
        connection.latency = soon;
        connection.read_pause = ms{0};
        connection.capacity = usual_capacity;
        connection.client_reads_from = connection.broker_reads_from = now;
        for (auto* hears : {&connection.client_hears, &connection.broker_hears})
            if (connection.dead) *hears = std::min(hears->value_or(now + soon), now + soon);
    }
}

bool Network::was_hindered(ConnectionId connection) const {
    return connections_.at(connection).hindered;
}

std::optional<ms> Network::next_event() const {
    ms soonest = ms::max();
    for (const auto& [id, connection] : connections_) {
        if (connection.at_client && !connection.to_client.empty())
            soonest = std::min(soonest, std::max(connection.to_client.front().arrives,
                                                 connection.client_reads_from));
        if (connection.at_broker && !connection.to_broker.empty())
            soonest = std::min(
                soonest, std::max({connection.to_broker.front().arrives,
                                   connection.broker_reads_from, thaws_at(connection.broker)}));
        if (connection.at_client && connection.client_hears)
            soonest =
                std::min(soonest, std::max(*connection.client_hears, connection.client_reads_from));
        if (connection.at_broker && connection.broker_hears)
            soonest =
                std::min(soonest, std::max(*connection.broker_hears, thaws_at(connection.broker)));
    }
    if (soonest == ms::max()) return std::nullopt;
    return soonest;
}

}  // namespace indaba::simulation

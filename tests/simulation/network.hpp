#pragma once
/// The network between simulated people and the brokers, which have numbers from 0 on. Its
/// connections keep order in each direction; they may delay, stall, go silent, or break and lose
/// frames in flight. The broker writes into a bounded pipe: a connection whose pipe is full is
/// blocked. Network handles bytes and time, and decodes no message.
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/core/events.hpp"
#include "tests/simulation/random.hpp"

namespace indaba::simulation {

using broker::RoutingId;

class Network {
 public:
    using ConnectionId = std::uint64_t;

    explicit Network(Random& random) : random_(random) {}

    // ---- at the client ---------------------------------------------------------------------
    ConnectionId open(int person, ms now, int broker = 0);
    void write_to_broker(ConnectionId connection, std::string frame, ms now);
    std::optional<std::string> read_at_client(ConnectionId connection, ms now);
    bool ended_at_client(ConnectionId connection, ms now) const;
    /// Closes the connection. All frames in flight, or only the first of them, may still arrive.
    void close_at_client(ConnectionId connection, ms now);

    // ---- at the broker ---------------------------------------------------------------------
    /// Returns the connections whose end the broker notices now. Their remaining frames are
    /// dropped.
    std::vector<RoutingId> ended_at_broker(ms now, int broker);
    std::optional<std::pair<RoutingId, std::string>> read_at_broker(ms now, int broker);
    broker::SendResult write_to_client(const RoutingId& to, const std::string& frame, ms now);
    void close_at_broker(const RoutingId& who, ms now);
    void broker_died(ms now, int broker);
    int broker_of(ConnectionId connection) const { return connections_.at(connection).broker; }
    std::optional<ConnectionId> connection_of(const RoutingId& id) const;

    // ---- faults -------------------------------------------------------------------
    void break_connection(ConnectionId connection, ms now);
    void silence(ConnectionId connection);                   // breaks it, and neither end notices
    void stop_reading(ConnectionId connection, ms until);    // the client stops reading
    void delay_upstream(ConnectionId connection, ms until);  // the broker receives no frame
    void freeze_broker(int broker, ms until);                // it receives nothing at all
    void heal(ms now);                                       // ends all faults for good
    /// Returns whether the connection was stalled or silenced. Only then may an end give it up.
    bool was_hindered(ConnectionId connection) const;
    /// Lets an end give up the connection, as the broker has announced.
    void may_end(ConnectionId connection) { connections_.at(connection).hindered = true; }

    int person_of(ConnectionId connection) const { return connections_.at(connection).person; }
    std::optional<ms> next_event() const;

 private:
    struct Frame {
        ms arrives;
        std::string bytes;
    };
    using Pipe = std::deque<Frame>;
    struct Connection {
        RoutingId routing;
        int person = 0;
        int broker = 0;
        ms latency{};
        ms read_pause{};  // a slow reader waits so long after each message
        std::size_t capacity = 0;
        Pipe to_broker, to_client;
        ms client_reads_from{}, broker_reads_from{};
        bool at_broker = true, at_client = true;
        bool dead = false;                             // frames written from now on are lost
        bool hindered = false;                         // stalled or silenced at least once
        std::optional<ms> broker_hears, client_hears;  // times at which each notices the end
        std::optional<ms> unreachable_from;
    };

    RoutingId routing_id(int broker);
    ms thaws_at(int broker) const;
    void push(Pipe& pipe, const Connection& connection, std::string frame, ms now);
    void lose_some(Pipe& pipe);
    void leave_broker(Connection& connection);
    void drop_if_over(std::map<ConnectionId, Connection>::iterator connection);
    Connection* reachable(const RoutingId& id);

    Random& random_;
    std::map<ConnectionId, Connection> connections_;
    std::map<RoutingId, ConnectionId>
        by_routing_;  // connections whose end the broker has not noticed
    std::map<int, std::vector<RoutingId>> free_routing_ids_;  // by broker
    std::map<int, ms> frozen_until_;                          // by broker
    ConnectionId last_connection_ = 0;
    bool healed_ = false;
};

}  // namespace indaba::simulation

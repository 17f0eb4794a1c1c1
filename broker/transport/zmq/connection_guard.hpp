#pragma once
/// Between the ROUTER and the core: reads what libzmq's monitor tells, knows which connection is
/// whose, and disconnects the ones that break a limit before their messages are decoded. The
/// server's loop owns it. The rules are in ConnectionTable, ConnectionLimiter, AssignedRoutingIds
/// and PartialMessageLimit, which are pure.
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "broker/limits/limits.hpp"
#include "broker/transport/rules/assigned_routing_ids.hpp"
#include "broker/transport/rules/connection_limiter.hpp"
#include "broker/transport/rules/connection_table.hpp"
#include "broker/transport/rules/partial_message_limit.hpp"
#include "broker/transport/zmq/peer_socket.hpp"

namespace indaba::broker {

class ConnectionGuard {
 public:
    using RoutingId = std::string;
    using ms = std::chrono::milliseconds;

    using HasJoined = std::function<bool(const RoutingId&)>;
    using DisconnectFunction = std::function<void(int)>;
    /// `has_joined`: whether that connection has.
    ConnectionGuard(zmq::socket_t& monitor, const ConnectionLimits& limits, HasJoined has_joined,
                    DisconnectFunction disconnect_function = reset_connection);
    /// `first_id`: the first that the ROUTER generated. `handshakes`: libzmq tells of each that
    /// ended well (without encryption it does not tell of all).
    void start(const std::string& first_id, bool handshakes);

    /// Reads all monitor events. Returns the routing ids whose connections have closed.
    std::vector<RoutingId> read_monitor(ms now);

    /// Called for each whole message. Returns false if the message must be dropped.
    struct ReceivedMessage {
        int descriptor = -1;
        std::size_t frames = 0;
        std::size_t bytes = 0;
    };
    bool accept_message(const RoutingId& from, const ReceivedMessage& message);
    /// Called for each message but hello. Returns false if the connection has not said hello; too
    /// many such messages disconnect it.
    bool require_hello(const RoutingId& from, int descriptor);

    /// At a hello, after read_monitor(): see ConnectionTable.
    ConnectionTable::BindResult on_hello(const RoutingId& from, int descriptor);
    /// It said bye, or cannot be reached any more.
    void unbind(const RoutingId& who, ms now) { connections_.unbind(who, now); }
    void disconnect(const RoutingId& who);
    /// Disconnects the scheduled connections. Call once a turn, last.
    void disconnect_pending(ms now);

    /// Once a turn, before disconnect_pending(). `drained`: the ROUTER had nothing more to read.
    void on_time(bool drained, ms now);
    std::optional<ms> next_deadline() const;

 private:
    void process_monitor_events(ms now);
    bool is_stale(const RoutingId& from, int descriptor);
    void schedule_disconnect(int descriptor);
    void on_accepted(int descriptor, ms now);
    std::optional<RoutingId> on_closed(int descriptor, ms now);

    zmq::socket_t& monitor_;
    const std::size_t max_frames_;
    const DisconnectFunction disconnect_function_;
    ConnectionTable connections_;
    ConnectionLimiter limiter_;
    PartialMessageLimit partial_messages_;
    AssignedRoutingIds assigned_ids_;
    /// The latest routing id read from a descriptor: of its connection, and of the one before.
    struct DescriptorIds {
        RoutingId current, previous;
    };
    std::map<int, DescriptorIds> ids_by_descriptor_;
    bool counts_handshakes_ = false;
    std::map<int, std::uint64_t>
        pending_disconnects_;  // descriptor, and the order of its connection
    std::vector<RoutingId> closed_;
    ms monitor_read_at_{};
    std::optional<ms>
        trim_memory_at_;  // when memory of disconnected connections is returned to the system
};

}  // namespace indaba::broker

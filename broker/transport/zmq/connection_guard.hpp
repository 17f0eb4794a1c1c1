#pragma once
/// Guards the ROUTER: reads its monitor, knows the connection of each message, and disconnects the
/// connections that break a limit. Transport owns it. The rules are in ConnectionTable,
/// ConnectionLimiter, AssignedRoutingIds and PartialMessageLimit, which are pure.
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
#include "broker/transport/zmq/receive_watch.hpp"

namespace indaba::broker {

class ConnectionGuard {
 public:
    using RoutingId = std::string;
    using ms = std::chrono::milliseconds;

    using HasJoined = std::function<bool(const RoutingId&)>;
    using DisconnectFunction = std::function<void(int)>;
    /// `has_joined` tells whether a connection has joined: those are never evicted.
    ConnectionGuard(zmq::socket_t& monitor, const ConnectionLimits& limits, HasJoined has_joined,
                    DisconnectFunction disconnect_function = reset_connection);
    /// `first_id` is the first routing id that the ROUTER assigned. `handshakes` tells whether the
    /// monitor reports every successful handshake; without encryption it does not.
    void start(const std::string& first_id, bool handshakes);

    /// Returns the descriptor that is readable when a silent connection has received bytes.
    int received_descriptor() const { return receive_watch_.descriptor(); }
    /// Call it when received_descriptor() may be readable.
    void read_received();
    /// Reads all monitor events. Returns the routing ids whose connections have closed.
    std::vector<RoutingId> read_monitor(ms now);

    /// Called for each whole message. Returns false if the message must be dropped.
    struct ReceivedMessage {
        int descriptor = -1;
        std::size_t frames = 0;
        std::size_t bytes = 0;
    };
    bool accept_message(const RoutingId& from, const ReceivedMessage& message);
    /// Called for each message but hello. Returns false if the connection has said bye, or has said
    /// no hello and too much else; too many such messages disconnect it.
    bool require_hello(const RoutingId& from, int descriptor);

    /// Binds the connection of a hello. Call it after read_monitor().
    ConnectionTable::BindResult on_hello(const RoutingId& from, int descriptor);
    /// Ends a binding after bye, or when the peer is unreachable.
    void unbind(const RoutingId& who, ms now) { connections_.unbind(who, now); }
    void disconnect(const RoutingId& who);
    /// Disconnects the scheduled connections. Call it at the end of each turn.
    void disconnect_pending(ms now);

    /// Call it once a turn, before disconnect_pending(). `drained` tells that the ROUTER has no
    /// more messages to read.
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
    ReceiveWatch receive_watch_;
    AssignedRoutingIds assigned_ids_;
    /// The latest routing ids read from a descriptor: of its present connection and of the
    /// previous.
    struct DescriptorIds {
        RoutingId current, previous;
    };
    std::map<int, DescriptorIds> ids_by_descriptor_;
    bool counts_handshakes_ = false;
    std::map<int, std::uint64_t> pending_disconnects_;  // descriptor and accept number
    std::vector<RoutingId> closed_;
    ms monitor_read_at_{};
    // Memory of disconnected connections goes to the system, once soon and once after the last.
    std::optional<ms> trim_memory_at_;
    std::optional<ms> last_trim_memory_at_;
};

}  // namespace indaba::broker

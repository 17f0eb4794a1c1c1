#pragma once
/// Binds each routing id to the descriptor that libzmq reads it from, so that a descriptor that the
/// monitor reports as closed ends the right session. A connection that closed before its hello was
/// read is never bound. Pure: ConnectionGuard owns it. It relies on libzmq 4.3.4 (tested): the
/// monitor reports a closed descriptor before the descriptor is reused; messages may arrive later.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace indaba::broker {

class ConnectionTable {
 public:
    using RoutingId = std::string;
    using ms = std::chrono::milliseconds;
    static constexpr ms hello_timeout{10'000};     // then a connection without hello expires
    static constexpr ms short_hello_timeout{900};  // the same for a suspicious connection
    static constexpr ms linger_after_bye{700};     // for the last messages to a connection

    void on_accepted(int descriptor, ms now);
    /// Returns the routing id that was bound to the closed connection.
    std::optional<RoutingId> on_closed(int descriptor);

    /// Called when every received message has been read: later ones come from open connections.
    void on_drained();
    /// Returns whether messages from this descriptor can only come from its present connection.
    bool is_drained(int descriptor) const;
    /// Returns a number that identifies the present connection of a descriptor; 0 without one.
    std::uint64_t accept_number(int descriptor) const;

    /// Result of a hello. `replaced` is the routing id that was bound before; its connection is
    /// gone. `bound` is false if the connection has closed or the monitor has not reported it.
    struct BindResult {
        bool bound = false;
        std::optional<RoutingId> replaced;
        bool first_hello = false;  // set by ConnectionGuard
    };
    BindResult bind(const RoutingId& id, int descriptor);
    /// Ends a binding after bye, or when the peer is unreachable. A later hello of this id is
    /// ignored, and the connection expires if it stays open.
    void unbind(const RoutingId& id, ms now);

    /// Returns whether this connection was unbound: after its bye, it may say nothing more.
    bool was_unbound(const RoutingId& id, int descriptor) const;

    /// Shortens the hello timeout of a suspicious connection: an honest one says hello soon.
    void shorten_hello_timeout(int descriptor, ms now);

    std::optional<int> descriptor_of(const RoutingId& id) const;
    std::optional<RoutingId> routing_id_of(int descriptor) const;
    std::size_t size() const { return connections_.size(); }

    /// Returns when take_expired() is due.
    std::optional<ms> next_deadline() const;
    /// Returns the descriptors whose hello timeout has expired, each once.
    std::vector<int> take_expired(ms now);

 private:
    struct Connection {
        std::optional<RoutingId> id;
        std::optional<ms> deadline;
        std::uint64_t accept_number = 0;
        std::optional<RoutingId> unbound;  // a hello of this id is ignored
    };
    void start_hello_timeout(int descriptor, ms until);
    void stop_hello_timeout(int descriptor, Connection& connection);

    std::map<int, Connection> connections_;
    std::map<RoutingId, int> by_id_;
    std::set<std::pair<ms, int>> deadlines_;  // of connections without a hello
    std::set<int> closed_since_drained_;      // descriptors
    std::uint64_t last_accept_number_ = 0;
};

}  // namespace indaba::broker

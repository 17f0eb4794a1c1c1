#pragma once
/// Which connection is whose: ties a routing id to the descriptor libzmq reads it from, so that the
/// monitor's word of a closed descriptor ends the right session, and none that died before it was
/// read is ever bound. Pure; the server owns it. Source: facts on libzmq 4.3.4 (the monitor
/// tells of a death before the descriptor is given to another connection; messages lag behind).
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
    static constexpr ms hello_timeout{10'000};  // a connection without a hello is disconnected then
    static constexpr ms short_hello_timeout{900};  // or then, if there is reason for doubt
    static constexpr ms linger_after_bye{700};     // the last messages to it have been sent by then

    void on_accepted(int descriptor, ms now);
    /// The connection is gone. Returns whose it was.
    std::optional<RoutingId> on_closed(int descriptor);

    /// All that had come was read: what comes from now on is of those who are connected.
    void on_drained();
    /// What is read by a descriptor is its owner's, and no former owner's.
    bool is_drained(int descriptor) const;
    /// Of this connection, and of no other with the descriptor; 0: there is none.
    std::uint64_t accept_number(int descriptor) const;

    /// Called at a hello. `replaced`: the routing id that was bound before, whose connection is
    /// gone. Not `bound`: the connection has died already, or is none the monitor told of.
    struct BindResult {
        bool bound = false;
        std::optional<RoutingId> replaced;
        bool first_hello = false;  // of its connection; set by ConnectionGuard
    };
    BindResult bind(const RoutingId& id, int descriptor);
    /// It said bye, or cannot be reached any more. Its hello is ignored from now on, and it expires
    /// if it stays open.
    void unbind(const RoutingId& id, ms now);

    /// There is reason to doubt it: if it is honest, it says hello soon.
    void shorten_hello_timeout(int descriptor, ms now);

    std::optional<int> descriptor_of(const RoutingId& id) const;
    std::optional<RoutingId> routing_id_of(int descriptor) const;
    std::size_t size() const { return connections_.size(); }

    /// When take_expired() is due.
    std::optional<ms> next_deadline() const;
    /// Descriptors that said no hello in time; each is returned once.
    std::vector<int> take_expired(ms now);

 private:
    struct Connection {
        std::optional<RoutingId> id;
        std::optional<ms> deadline;
        std::uint64_t accept_number = 0;
        std::optional<RoutingId> unbound;  // whose hello is ignored
    };
    void start_hello_timeout(int descriptor, ms until);
    void stop_hello_timeout(int descriptor, Connection& connection);

    std::map<int, Connection> connections_;
    std::map<RoutingId, int> by_id_;
    std::set<std::pair<ms, int>> deadlines_;  // of those without a hello
    std::set<int> closed_since_drained_;      // descriptors, since all was read
    std::uint64_t last_accept_number_ = 0;
};

}  // namespace indaba::broker

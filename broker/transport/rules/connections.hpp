#pragma once
/// Which connection is whose: ties a routing id to the descriptor libzmq reads it from, so that the
/// monitor's word of a closed descriptor ends the right session, and none that died before it was
/// heard is ever greeted. Pure; the server owns it. Source: facts on libzmq 4.3.4 (the monitor
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

class Connections {
 public:
    using RoutingId = std::string;
    using ms = std::chrono::milliseconds;
    static constexpr ms hello_by{10'000};  // a connection that has not said hello then is cut
    static constexpr ms hurried{900};      // or then, if there is reason for doubt
    static constexpr ms goodbye{700};      // what it was told last has gone by then

    void accepted(int descriptor, ms now);
    /// The connection is gone. Returns whose it was.
    std::optional<RoutingId> closed(int descriptor);

    /// All that had come was read: what comes from now on is of those who are connected.
    void drained();
    /// What is read by a descriptor is its owner's, and no former owner's.
    bool settled(int descriptor) const;
    /// Of this connection, and of no other with the descriptor; 0: there is none.
    std::uint64_t order(int descriptor) const;

    /// Called at a hello. `dead`: the descriptor was another's, who must have died. Not `admitted`:
    /// the connection has died already, or is none the monitor told of.
    struct Bound {
        bool admitted = false;
        std::optional<RoutingId> dead;
        bool first = false;  // hello of its connection; the door knows
    };
    Bound bind(const RoutingId& id, int descriptor);
    /// It said bye, or cannot be reached any more. It is greeted no more, and cut if it stays.
    void unbind(const RoutingId& id, ms now);

    /// There is reason to doubt it: if it is honest, it says hello soon.
    void hurry(int descriptor, ms now);

    std::optional<int> descriptor(const RoutingId& id) const;
    std::optional<RoutingId> bound_to(int descriptor) const;
    std::size_t size() const { return connections_.size(); }

    /// When overdue() is due.
    std::optional<ms> next_deadline() const;
    /// Descriptors that said no hello in time; each is told once.
    std::vector<int> overdue(ms now);

 private:
    struct Connection {
        std::optional<RoutingId> id;
        std::optional<ms> deadline;
        std::uint64_t order = 0;
        std::optional<RoutingId> left;  // who is greeted no more
    };
    void wait_for_hello(int descriptor, ms until);
    void stop_waiting(int descriptor, Connection& connection);

    std::map<int, Connection> connections_;
    std::map<RoutingId, int> by_id_;
    std::set<std::pair<ms, int>> deadlines_;  // of those without a hello
    std::set<int> closed_;                    // descriptors, since all was read
    std::uint64_t last_order_ = 0;
};

}  // namespace indaba::broker

#pragma once
/// Between the ROUTER and the core: reads what libzmq's monitor tells, knows which connection is
/// whose, and cuts who must not be heard, before anything they said is decoded. The server's loop
/// owns it. The rules are in connections, doorkeeper, generated_ids and unfinished, which are pure.
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "broker/limits/limits.hpp"
#include "broker/transport/rules/connections.hpp"
#include "broker/transport/rules/doorkeeper.hpp"
#include "broker/transport/rules/generated_ids.hpp"
#include "broker/transport/rules/unfinished.hpp"
#include "broker/transport/zmq/peer.hpp"

namespace indaba::broker {

class Door {
 public:
    using RoutingId = std::string;
    using ms = std::chrono::milliseconds;

    using Joined = std::function<bool(const RoutingId&)>;
    using Cut = std::function<void(int)>;
    /// `joined`: whether that connection has.
    Door(zmq::socket_t& monitor, const DoorLimits& limits, Joined joined, Cut cut = cut_connection);
    /// `first_id`: the first that the ROUTER generated. `handshakes`: libzmq tells of each that
    /// ended well (without encryption it does not tell of all).
    void open(const std::string& first_id, bool handshakes);

    /// Takes what the monitor told. Returns whose connections have ended.
    std::vector<RoutingId> drain(ms now);

    /// A whole message has come. False: nothing of it is to be heard.
    struct Arrived {
        int descriptor = -1;
        std::size_t parts = 0;
        std::size_t bytes = 0;
    };
    bool hears(const RoutingId& from, const Arrived& message);
    /// It says something else than hello. False: it never said hello, and is cut.
    bool may_speak(const RoutingId& from, int descriptor);

    /// At a hello, after a drain: see Connections.
    Connections::Bound greet(const RoutingId& from, int descriptor);
    /// It said bye, or cannot be reached any more.
    void unbind(const RoutingId& who, ms now) { connections_.unbind(who, now); }
    void cut(const RoutingId& who);
    /// Whom the turn found to be cut is cut. Once a turn, as the last.
    void flush(ms now);

    /// Once a turn, before flush(). `drained`: the ROUTER had nothing more to read.
    void on_time(bool drained, ms now);
    std::optional<ms> next_deadline() const;

 private:
    void take_events(ms now);
    bool is_late(const RoutingId& from, int descriptor);
    void cut_soon(int descriptor);
    void accepted(int descriptor, ms now);
    std::optional<RoutingId> closed(int descriptor, ms now);

    zmq::socket_t& monitor_;
    const std::size_t parts_at_most_;
    const Cut cut_;
    Connections connections_;
    Doorkeeper doorkeeper_;
    Unfinished unfinished_;
    GeneratedIds ids_;
    /// The latest id that was heard by a descriptor, of its connection and of those before.
    struct Owners {
        RoutingId now, gone;
    };
    std::map<int, Owners> owners_;
    bool handshakes_told_ = false;
    std::map<int, std::uint64_t> to_cut_;  // descriptor, and the order of its connection
    std::vector<RoutingId> ended_;
    ms drained_at_{};
    std::optional<ms> tidy_at_;  // memory of who was cut goes back to the system then
};

}  // namespace indaba::broker

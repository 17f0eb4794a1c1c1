#pragma once
/// The broker's sockets behind one interface: the ROUTER for clients, the monitor that reports its
/// connections, the announcer and the operator's control socket. It decides which connection sent a
/// message and whether the core may see it; it knows no rule of the chat. The server owns it and
/// calls it from one thread. Only this folder includes zmq.hpp.
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "broker/core/events.hpp"
#include "broker/transport/zmq/transport_options.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {

class Transport {
 public:
    using ms = std::chrono::milliseconds;

    /// A connection said its first hello, which is the next Message.
    struct Connected {
        std::optional<Proof> proof;
    };
    /// A message that passed every check below the core. `from.address` is set for a hello only.
    struct Message {
        Sender from;
        std::variant<ToBroker, DecodeError> content;
        std::size_t bytes = 0;
    };
    /// The connection that was bound to `id` is gone.
    struct Closed {
        RoutingId id;
    };
    using Event = std::variant<Connected, Message, Closed>;

    /// Does not listen yet. `has_joined` tells whether a connection has joined: joined connections
    /// are never evicted. Throws std::runtime_error with a sentence for the operator.
    Transport(const TransportOptions& options, std::function<bool(const RoutingId&)> has_joined);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    /// Listens. Call it after admit() and add_known_account() of all that the journal holds.
    /// Throws std::runtime_error with a sentence for the operator.
    void open();

    // ---- one turn: wait, begin_turn, next until it returns nothing, on_time, send and close,
    // ---- disconnect_scheduled

    /// Returns when a socket or `wakeup_descriptor` can be read, at a signal, or after `timeout`
    /// (negative: no timeout).
    void wait(int wakeup_descriptor, ms timeout);
    /// Reads the monitor and serves the announcer.
    void begin_turn(ms now);
    /// Returns the next event; nothing when all is read, or when this turn has read 256 messages.
    std::optional<Event> next();
    /// Applies the timeouts and the limits of connections. Closes nothing by itself.
    void on_time(ms now);
    /// Disconnects what close() and the limits have scheduled.
    void disconnect_scheduled(ms now);
    /// Returns when on_time() is due.
    std::optional<ms> next_deadline() const;

    /// Never waits. After `unreachable`, the connection is no longer bound to `to`.
    SendResult send(const RoutingId& to, const SharedOutgoing& outgoing);
    /// Schedules a disconnect. Frames that were not sent yet are lost.
    void close(const RoutingId& id);
    /// After destruction, frames that are queued are sent for `linger` at most.
    void set_linger(ms linger);

    // ---- the operator's control socket

    /// Returns the arguments of the next request. It must be answered before another is returned.
    std::optional<std::vector<std::string>> next_request();
    void reply(int exit_code, const std::string& text);

    // ---- who may connect, and where

    /// Applies to every handshake from now on. Without encryption it has no effect.
    void admit(const std::variant<Standing, Invite>& change);
    /// An account with a name: its address pays for no handshake.
    void add_known_account(const Account& account);
    bool encrypted() const;
    bool accepts_invites() const;
    /// Returns lines of a word and a value: who is admitted, the fingerprint of the broker's key,
    /// and the join links; without encryption, the addresses.
    std::string contact() const;
    /// Returns "127.0.0.1:5000" or "[::1]:5000": the addresses that were asked for, or all of this
    /// machine.
    std::vector<std::string> listening() const;
    /// Returns one link for each address of listening(); none without encryption. The link of an
    /// invite holds the secret half of its key.
    std::vector<std::string> join_links(const std::optional<SecretKey>& invite = {}) const;
    /// Returns the text that an operator passes on; see invite_text() of join_links.hpp.
    std::string invite_text(const SecretKey& invite, std::uint64_t uses,
                            std::chrono::seconds lasts) const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::broker

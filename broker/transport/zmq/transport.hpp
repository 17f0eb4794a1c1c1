#pragma once
/// The broker's sockets behind one interface: the ROUTER for clients, the monitor that reports its
/// connections, the announcer, the operator's control socket and the connections to other brokers.
/// It decides which connection sent a message and whether the core may see it; it knows no rule of
/// the chat. The server owns it and calls it from one thread. Only this folder includes zmq.hpp.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "broker/core/events.hpp"
#include "broker/core/peers.hpp"
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
    /// A broker that is followed has told this.
    struct PeerTold {
        PeerMessage message;
    };
    /// Another broker begins to follow this one, or follows it anew.
    struct Follower {};
    using Event = std::variant<Connected, Message, Closed, PeerTold, Follower>;

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
    /// Returns the next event; nothing when all is read, or when this turn has read 256 messages of
    /// clients and 256 of brokers.
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

    // ---- the other brokers of the server: these do nothing without TransportOptions::peers

    /// Sets Journal::writer(). Call it before the first turn.
    void set_writer(std::int64_t writer);
    /// Goes to all brokers that follow this one. It may be lost.
    void publish(const PeerMessage& message);
    /// Follows these brokers and no others. The same list again changes nothing.
    void follow(const std::vector<LiveBroker>& brokers);
    /// Makes a broker that is followed see a new follower.
    void follow_anew(std::int64_t writer);
    /// Returns HOST:PORT, where other brokers reach this one; empty when it has none.
    std::string peers_address() const;
    /// Returns peers_address() and clients_address(), for the lease.
    BrokerAddress address() const;

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
    /// Returns the address of listening() at which people reach this broker.
    std::string clients_address() const;
    /// Sets the addresses of the other brokers of the server, which join links then name behind the
    /// own one.
    void set_other_brokers(std::vector<std::string> clients_addresses);
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

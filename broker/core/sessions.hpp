#pragma once
/// The connections that have said hello, from their first hello to their end, and the deadlines of
/// each. The core owns it.
#include <chrono>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "broker/core/events.hpp"
#include "broker/core/post_gate.hpp"

namespace indaba::broker {

struct Session {
    RoutingId id;
    std::uint64_t serial = 0;    // never used twice, unlike routing ids
    Account account{};           // zero until a hello was accepted
    std::string address;         // rate_limit_key(); empty for this machine
    std::optional<Proof> proof;  // of its connection; absent without encryption
    Nonce nonce{};
    bool asked_to_join = false;  // with the right nonce: it has time to find a free name
    bool joined = false;
    bool claiming = false;  // its name is being written to the journal
    bool quiet = false;     // does not count for presence

    std::chrono::milliseconds last_received_at{};
    std::chrono::milliseconds join_deadline{};  // closed if it has not joined by then
    PostGate gate;

    /// Set while the connection cannot be written to: it is sent nothing until a retry succeeds.
    struct SlowConsumer {
        std::chrono::milliseconds since{};
        std::chrono::milliseconds retry_at{};
        std::chrono::milliseconds retry_delay{};
        bool retrying = false;  // written to again; if it is not blocked again, it has caught up
    };
    std::optional<SlowConsumer> slow;

    bool said_hello() const { return !account.is_zero(); }
    bool has_invite() const { return proof && proof->invite; }
    bool is_writable() const { return !slow || slow->retrying; }
    /// Returns the key whose limits this session uses: the proven key, else the account. A session
    /// without an account, or with an invite's key, which many people share, has limits of its own.
    Account payer() const;
};

/// Appends a message to one session, unless it is a slow consumer: that gets a resync instead.
void send(const Session& session, ToClient message, Effects& effects);

class Sessions {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms join_timeout{10'000};     // from the first hello to a join with its nonce
    static constexpr ms naming_timeout{600'000};  // from that join to a name that is not refused
    static constexpr ms idle_timeout{60'000};     // without any message from the client
    static constexpr ms slow_timeout{30'000};     // without reading anything
    static constexpr ms min_slow_retry{50};       // of a slow consumer, doubling up to
    static constexpr ms max_slow_retry{1'000};

    Session* find(const RoutingId& id);
    const Session* find(const RoutingId& id) const;
    /// Returns null if the routing id belongs to another connection by now.
    Session* find(const RoutingId& id, std::uint64_t serial);
    /// Returns the connections of an account, joined or not.
    std::vector<RoutingId> of(const Account& account) const;

    /// Adds a session with a join timeout, also if its hello will be refused.
    Session& add(const Sender& from, const Nonce& nonce, ms now);
    void erase(const RoutingId& id);
    /// Makes an accepted hello count as a connection of `account`.
    void mark_said_hello(Session& session, const Account& account);
    std::size_t connections_of(const Account& account) const;
    /// Closes the session after `grace` unless it joins.
    void shorten_join_deadline(Session& session, ms grace, ms now);
    /// Lets the session receive deliveries. Its account must be set.
    void mark_joined(Session& session);
    /// Notes that the session could not be written to. Returns true if it became slow just now.
    bool mark_blocked(Session& session, ms now);

    /// Return the joined sessions that can be written to: all, or those of one or two accounts.
    std::vector<RoutingId> live() const;
    std::vector<RoutingId> live(const Account& one, const Account& other) const;
    /// Returns the number of joined sessions of the account that count for presence.
    std::size_t visible_sessions_of(const Account& account) const;
    std::size_t joined() const { return joined_; }
    bool any() const { return !sessions_.empty(); }
    /// Returns every session, joined or not.
    std::vector<RoutingId> all() const;
    bool has_joined(const Account& account) const { return by_account_.contains(account); }

    struct Expired {
        RoutingId id;
        std::string_view why;
    };
    struct Swept {
        std::vector<Account> caught_up;    // of joined sessions that are no longer slow
        std::vector<RoutingId> to_resync;  // slow consumers that are written to again
        std::vector<Expired> expired;      // silent, late to join or slow for too long
    };
    /// Looks at all deadlines. The caller ends the expired sessions.
    Swept sweep(ms now);
    /// Returns when sweep() is due.
    std::optional<ms> sweep_due() const { return sweep_at_; }

 private:
    void sweep_by(ms when) { sweep_at_ = sweep_at_ ? std::min(*sweep_at_, when) : when; }
    static std::string_view reason_to_expire(const Session& session, ms now);

    std::map<RoutingId, Session> sessions_;  // ordered: hostile ids cannot make it slow
    std::map<Account, std::vector<const Session*>> by_account_;  // the joined ones
    std::map<Account, std::size_t> connections_of_;
    std::size_t joined_ = 0;
    std::uint64_t last_serial_ = 0;
    std::optional<ms> sweep_at_;
};

}  // namespace indaba::broker

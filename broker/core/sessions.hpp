#pragma once
/// Who is connected: from `hello` to the end of the connection. The core owns it.
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "broker/core/events.hpp"
#include "broker/limits/bucket.hpp"

namespace indaba::broker {

struct Session {
    RoutingId id;
    std::uint64_t serial = 0;    // never used twice, unlike routing ids
    Account account{};           // zero until a hello was accepted
    std::string address;         // rate_limit_key(); empty for this machine
    std::optional<Proof> proof;  // of its connection; nothing without encryption
    Nonce nonce{};
    bool asked_to_join = false;  // with the right nonce: the sign-on deadline is over
    bool joined = false;
    bool claiming = false;  // its name is on the way to the journal
    bool quiet = false;     // does not count for presence

    std::chrono::milliseconds last_received_at{};
    std::chrono::milliseconds join_deadline{};  // not joined by then: closed

    /// Set by a refusal that is not final: until this id arrives again, nothing else is taken.
    std::optional<MessageId> gate;
    Bucket skipped;  // posts that came before it

    bool said_hello() const { return !account.is_zero(); }
    bool has_invite() const { return proof && proof->invite; }

    /// The one read of the journal for this session. `ready` ends the request it was for: then the
    /// page is thrown away, and what was asked meanwhile is read next.
    struct HistoryRead {
        std::uint64_t token = 0;
        std::optional<History> asked;
        bool superseded = false;
    };
    std::optional<HistoryRead> reading;
    void abandon_request() {
        if (reading) *reading = {reading->token, std::nullopt, true};
    }

    /// Could not be written to: it is sent nothing until a retry succeeds.
    struct SlowConsumer {
        std::chrono::milliseconds since{};
        std::chrono::milliseconds retry_at{};
        std::chrono::milliseconds retry_delay{50};
        bool retrying = false;  // written to again in this turn; still so in the next: caught up
    };
    std::optional<SlowConsumer> slow;
    bool is_writable() const { return !slow || slow->retrying; }
};

class Sessions {
 public:
    Session* find(const RoutingId& id);
    const Session* find(const RoutingId& id) const;
    /// Also when the routing id was given to another connection meanwhile.
    Session* find(const RoutingId& id, std::uint64_t serial);
    Session& add(const RoutingId& id);
    void erase(const RoutingId& id);

    /// Its hello was accepted: it is a connection of this account.
    void mark_said_hello(Session& session, const Account& account);
    /// How many such connections an account has.
    std::size_t connections_of(const Account& account) const;

    /// Counts for deliveries from now on. Its account must be set.
    void mark_joined(Session& session);

    /// Joined sessions that can be sent to: of everybody, or of one or two accounts.
    std::vector<RoutingId> live() const;
    std::vector<RoutingId> live(const Account& one, const Account& other) const;
    /// Joined sessions of the account that count for presence.
    std::size_t visible_sessions_of(const Account& account) const;

    std::map<RoutingId, Session>& all() { return sessions_; }
    std::size_t joined() const { return joined_; }

 private:
    std::map<RoutingId, Session> sessions_;  // ordered: hostile ids cannot make it slow
    std::map<Account, std::vector<const Session*>> by_account_;  // the joined ones
    std::map<Account, std::size_t> connections_of_;
    std::size_t joined_ = 0;
    std::uint64_t last_serial_ = 0;
};

}  // namespace indaba::broker

#pragma once
/// The rules of the broker: takes a decoded event and the time, returns effects. It knows no
/// socket, file, clock or random source; the server and the simulation drive it. One thread.
/// core.cpp: connections, joining, time. core_posting.cpp: posts, the gate, commits, delivery.
/// core_reading.cpp: resync (people, heads, ready), history, who, read positions.
/// core_access.cpp: invites, bans, names that move: who may be here, and the operator's orders.
/// core_limits.cpp: how much an account may ask for.
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "broker/core/access_list.hpp"
#include "broker/core/account_limiter.hpp"
#include "broker/core/batch.hpp"
#include "broker/core/conversations.hpp"
#include "broker/core/directory.hpp"
#include "broker/core/events.hpp"
#include "broker/core/operator_order.hpp"
#include "broker/core/presence.hpp"
#include "broker/core/sessions.hpp"

namespace indaba::broker {

/// What the operator chose at the start.
struct Policy {
    Account broker{};                              // its own key: the author of what it says
    std::optional<std::uint64_t> history_for_new;  // so many entries; nothing: all
    AccountLimits limits{};
};

class Core {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms join_timeout{
        10'000};  // from the first hello to the first join with its nonce
    static constexpr ms naming_timeout{600'000};  // from then on, to a name that is not refused
    static constexpr ms idle_timeout{60'000};     // nothing received: the session ends
    static constexpr ms slow_timeout{30'000};
    static constexpr ms disconnect_grace{200};  // so that it is read
    static constexpr ms min_slow_retry{50};     // of a slow consumer, doubling up to
    static constexpr ms max_slow_retry{1'000};
    static constexpr std::uint64_t retry_post_ms = 500;
    static constexpr std::uint64_t retry_hello_ms = 5'000;
    /// Of posts that were under way when the gate closed, and as many again each second; a client
    /// has at most 32 of them, and asks again after half a second at least.
    static constexpr std::uint64_t max_uncharged_skips = 64;

    /// `max_pending_bytes`: posts are `busy` when so much waits for the journal.
    explicit Core(const Snapshot& snapshot,
                  std::size_t max_pending_bytes = Batch::max_pending_bytes, Policy policy = {});

    // ---- what happens -----------------------------------------------------------------------
    /// `fresh` is random and unused before; it becomes the nonce if `message` is a first hello.
    /// Without a proof (no encryption) an account is what `hello` says; with one, what it proves.
    void on_message(const Sender& from, const ToBroker& message, const Nonce& fresh, Now now,
                    Effects& effects);
    void on_undecodable(const RoutingId& from, const DecodeError& error, Now now, Effects& effects);
    /// The connection is gone; unknown ones are ignored.
    void on_closed(const RoutingId& who, Now now, Effects& effects);
    /// A Send could not be written: nothing of it, nor any later one, has gone to `who`.
    void on_blocked(const RoutingId& who, Now now, Effects& effects);
    /// Ends in an Answer with this token, which is not 0.
    void on_order(std::uint64_t token, const OperatorOrder& order, Now now, Effects& effects);
    void on_committed(Committed committed, Now now, Effects& effects);
    void on_page(PageRead page, Now now, Effects& effects);
    /// After the events of each turn, and when next_deadline() has come.
    void end_turn(Now now, Effects& effects);
    std::optional<ms> next_deadline() const;

    /// It has, or had, a name.
    bool knows(const Account& account) const { return directory_.find(account) != nullptr; }

    // ---- the end ----------------------------------------------------------------------------
    /// From now on posts are refused with `stopping`.
    void stop() { stopping_ = true; }
    /// Nothing waits for the journal.
    bool is_journal_idle() const { return batch_.is_idle(); }
    void farewell(Effects& effects) const;

    /// It has answered its welcome, so it was alive after its hello.
    bool has_joined(const RoutingId& who) const;

    // ---- for the console and tests ------------------------------------------------------------
    std::size_t sessions() const { return sessions_.joined(); }
    const Conversations& conversations() const { return conversations_; }

 private:
    // one place per message
    void on(Session& session, const Hello& hello, Now now, Effects& effects);
    void on(Session& session, const Join& join, Now now, Effects& effects);
    void on(Session& session, const Broadcast& broadcast, Now now, Effects& effects);
    void on(Session& session, const Whisper& whisper, Now now, Effects& effects);
    void on(Session& session, const History& history, Now now, Effects& effects);
    void on(Session& session, const Who& who, Now now, Effects& effects);
    void on(Session& session, const Read& read, Now now, Effects& effects);
    void on(Session& session, const Sync& sync, Now now, Effects& effects);
    void on(Session& session, const Ping& ping, Now now, Effects& effects);
    void on(Session& session, const Bye& bye, Now now, Effects& effects);
    void on(Session& session, const Enrol& enrol, Now now, Effects& effects);
    void on(Session& session, const Order& order, Now now, Effects& effects);

    // core.cpp
    Session& open_session(const Sender& from, const Nonce& fresh, Now now);
    void refuse_and_disconnect(Session& session, Refusal why, Now now, Effects& effects);
    void send_welcome(const Session& session, Effects& effects) const;
    void finish_claim(const Account& account);
    void claim_name(Session& session, const std::string& wanted, Now now, Effects& effects);
    void complete_join(Session& session, Now now, Effects& effects);
    void end_session(const RoutingId& who, std::string why, Now now, Effects& effects);
    void sweep(Now now, Effects& effects);
    void sweep_by(ms when) { sweep_at_ = sweep_at_ ? std::min(*sweep_at_, when) : when; }
    void send(const Session& session, ToClient message, Effects& effects) const;
    void refuse(const RoutingId& to, Refusal refusal, Effects& effects);

    // core_access.cpp
    /// Who gave an order: the control socket, or a session of an operator.
    struct OrderSource {
        std::uint64_t token = 0;
        RoutingId session;
        std::uint64_t serial = 0;
        std::uint64_t request = 0;
    };
    std::optional<Refusal> access_refusal(const Account& account) const;
    void on_enrolment_committed(const PendingWrite& pending, const Enrolment& enrolment,
                                const Outcome& outcome, Effects& effects);
    std::uint64_t first_entry_for_newcomer() const;
    void answer_order(const OrderSource& source, std::string_view code, std::string text,
                      Effects& effects);
    void run_order(const OrderSource& source, const OperatorOrder& order, Now now,
                   Effects& effects);
    std::optional<Account> find_account(const std::string& whom) const;
    void queue_order(const OrderSource& source, Write write);
    void kick(const OrderSource& source, const Account& whom, Now now, Effects& effects);
    void rename(const OrderSource& source, const Account& whom, const std::string& wanted, Now now,
                Effects& effects);
    void rebind(const OrderSource& source, const Account& from, const std::string& key, Now now,
                Effects& effects);
    void on_order_committed(const PendingWrite& pending, const Outcome& outcome, Now now,
                            Effects& effects);
    void decided(const Standing& standing, const Stored& stored, Now now, Effects& effects);
    void decided(const Invite& invite, const Stored& stored, Now now, Effects& effects);
    void decided(const Claim& claim, const Stored& stored, Now now, Effects& effects);
    void decided(const Rebind& rebind, const Stored& stored, Now now, Effects& effects);
    template <class Other>
    void decided(const Other&, const Stored&, Now, Effects&) {}
    void disconnect_account(const Account& account, std::string_view code,
                            const std::string& sentence, Now now, Effects& effects);
    void disconnect_session(const Session& session, std::string_view code,
                            const std::string& sentence, std::string why, Now now,
                            Effects& effects);
    void close_leaving_connections(Now now, Effects& effects);
    std::string list_online() const;
    std::string status() const;

    // core_limits.cpp
    AccountLimiter::Buckets& buckets_of(const Session& session, Now now);
    bool may_request(const Session& session, std::optional<std::uint64_t> request, Now now,
                     Effects& effects);
    bool may_read(const Session& session, std::optional<std::uint64_t> request, Now now,
                  Effects& effects);
    void charge_sent(const Session& session, const Effects& effects, std::size_t from, Now now);
    bool may_post(Session& session, const Post& post, Now now, Effects& effects);
    bool may_claim(const Session& session, bool newcomer, Now now, Effects& effects);
    void charge_wasted(const RoutingId& who, Now now, Effects& effects);
    bool is_leaving(const RoutingId& who) const;

    // core_posting.cpp
    void queue_post(Session& session, Post post, Now now, Effects& effects);
    bool accept_in_order(Session& session, const MessageId& id, Now now, Effects& effects);
    void refuse_and_close_gate(Session& session, const MessageId& id, std::string_view code,
                               std::string sentence, Effects& effects,
                               std::uint64_t retry_ms = retry_post_ms);
    void on_write_committed(const PendingWrite& pending, const Outcome& outcome, Now now,
                            Effects& effects);
    void on_post_committed(const PendingWrite& pending, const Post& post, const Outcome& outcome,
                           Effects& effects);
    void on_post_not_stored(const PendingWrite& pending, const Post& post, Effects& effects);
    void on_claim_committed(const PendingWrite& pending, const Claim& claim, const Outcome& outcome,
                            Now now, Effects& effects);
    void on_post_stored(const PendingWrite& pending, const Post& post, const Stored& stored,
                        Effects& effects);
    void deliver_committed(Effects& effects);
    void deliver(const ConversationRecord& record, std::vector<Entry> entries, Effects& effects);
    void read_gap(ConversationRecord& record, Effects& effects);
    void on_gap_read(const ConversationId& conversation, PageRead page, Now now, Effects& effects);
    void update_digest(const ConversationRecord& record, const Digest& part);

    // core_reading.cpp
    void resync(Session& session, Effects& effects);
    void send_heads(const Session& session, Effects& effects);
    const ConversationRecord* find_readable(const Session& session, const ConversationId& id) const;
    std::uint64_t first_readable(const Session& session, const ConversationRecord& record) const;
    std::vector<Person> names_for(const Conversation& conversation,
                                  const std::vector<Entry>& entries) const;
    static std::set<Account> mentioned_in(const Entry& entry);
    std::vector<std::vector<Entry>> split_with_names(std::vector<Entry> entries) const;
    void truncate_page(PageRead& page, const History& asked) const;
    void read_history(Session& session, const History& history, Effects& effects);
    void on_history_read(Session& session, const History& asked, PageRead page, Now now,
                         Effects& effects);

    JournalId journal_;
    std::vector<JournalId> parents_;
    Policy policy_;
    Directory directory_;
    AccessList access_list_;
    Conversations conversations_;
    Sessions sessions_;
    PresenceBoard presence_;
    Batch batch_;
    AccountLimiter account_limiter_;
    bool refused_ = false;  // something, since it was last set to false

    Digest rooms_digest_{};
    std::set<ConversationId> deliverable_;               // may have something to deliver
    std::map<Account, std::size_t> claims_in_flight_;    // on their way to the journal
    std::map<std::uint64_t, RoutingId> history_reads_;   // history in flight, by token
    std::map<std::uint64_t, ConversationId> gap_reads_;  // by token
    std::uint64_t last_token_ = 0;
    std::map<std::uint64_t, OrderSource> orders_in_flight_;  // on their way to the journal
    std::uint64_t last_order_ = 0;
    std::set<Account> enrolling_;                   // likewise
    std::deque<std::pair<ms, RoutingId>> leaving_;  // connections to close, soonest first
    std::optional<ms> sweep_at_;
    std::optional<ms> retry_gaps_at_;  // a gap could not be read: try again then
    bool stopping_ = false;
};

}  // namespace indaba::broker

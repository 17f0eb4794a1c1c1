#pragma once
/// The rules of the broker: takes a decoded event and the time, and appends effects. It knows no
/// socket, file, clock or random source; the server and the simulation drive it. One thread.
///
/// Core only dispatches: each part of the state has one owner, which gets what it needs as
/// arguments.
///   Sessions            connections that said hello, their deadlines, slow consumers, post gates
///   PendingDisconnects  connections to be closed once their notice could be read
///   Directory           accounts, their names, and claims in flight
///   AccessList          bans, the allow-list, operators, invites, and enrolments in flight
///   AccountLimiter      what each account has left of its rate limits
///   Batch               writes that wait for the journal
///   Delivery            the heads of the conversations, and entries on their way to sessions
///   HistoryReads        history requests in flight
///   ReadPositions       how far each account has read
///   PresenceBoard       who is online
///   StorageState        what is wrong with the journal's disk
///   OrdersInFlight      operators' orders that wait for the journal
/// A broker that shares its journal with others has these, too:
///   NewsReads           when the journal is asked what the others have committed
///   WaitingJoins        joins that wait for the answer
///   OwnPeople           who is online here, as the others are told
///   PeerPeople          who is online there
///
/// core.cpp: events and time. core_joining.cpp: hello, join, names. core_posting.cpp: posts and
/// commits. core_reading.cpp: resync, history, who, read positions. core_rooms.cpp: rooms
/// and their members. core_access.cpp: enrolling, orders, disconnecting. core_news.cpp: what other
/// brokers of the same server have committed. core_peers.cpp: what they tell, and the lease.
#include <cstdint>
#include <optional>
#include <string>

#include "broker/core/access_list.hpp"
#include "broker/core/account_limiter.hpp"
#include "broker/core/batch.hpp"
#include "broker/core/delivery.hpp"
#include "broker/core/directory.hpp"
#include "broker/core/events.hpp"
#include "broker/core/history_reads.hpp"
#include "broker/core/news_reads.hpp"
#include "broker/core/operator_orders.hpp"
#include "broker/core/own_people.hpp"
#include "broker/core/peer_people.hpp"
#include "broker/core/pending_disconnects.hpp"
#include "broker/core/presence.hpp"
#include "broker/core/read_positions.hpp"
#include "broker/core/sessions.hpp"
#include "broker/core/storage_state.hpp"
#include "broker/core/waiting_joins.hpp"

namespace indaba::broker {

/// The operator's choices at the start.
struct Policy {
    Account broker{};  // the broker's own key: the author of its announcements
    std::optional<std::uint64_t> history_for_new;  // entries that a new account may read; none: all
    AccountLimits limits{};
    std::optional<std::int64_t> writer{};  // Journal::writer(): its journal is shared
};

/// Returns the entry that a post has become.
Entry entry_of(const Post& post, const Stored& stored);

class Core {
 public:
    using ms = std::chrono::milliseconds;

    /// Posts are refused as `busy` while `max_pending_bytes` wait for the journal.
    explicit Core(const Snapshot& snapshot,
                  std::size_t max_pending_bytes = Batch::max_pending_bytes, Policy policy = {});

    // ---- events -----------------------------------------------------------------------------
    /// `fresh` is random and unused; it becomes the nonce of the connection if `message` is its
    /// first hello, and the id of a room that the message makes. The account is the proven key, or,
    /// without encryption, the one that `hello` names.
    void on_message(const Sender& from, const ToBroker& message, const Nonce& fresh, Now now,
                    Effects& effects);
    void on_undecodable(const RoutingId& from, const DecodeError& error, Now now, Effects& effects);
    /// The connection has closed. Unknown connections are ignored.
    void on_closed(const RoutingId& who, Now now, Effects& effects);
    /// A Send could not be written: neither it nor any later one of the same list has gone to
    /// `who`.
    void on_blocked(const RoutingId& who, Now now, Effects& effects);
    /// Is followed by one Answer with this token, now or later. `token` is not 0.
    void on_order(std::uint64_t token, const OperatorOrder& order, Now now, Effects& effects);
    void on_committed(Committed committed, Now now, Effects& effects);
    void on_page(PageRead page, Now now, Effects& effects);
    /// Takes what other brokers have committed to the same journal; what is known already changes
    /// nothing. Its entries are read from the journal and delivered in their order.
    void on_news(const News& news, Now now, Effects& effects);
    /// Takes what another broker tells by itself.
    void on_peer(const PeerMessage& message, Now now, Effects& effects);
    /// Another broker begins to follow this one.
    void on_follower(Effects& effects);
    /// The lease lasts until then, on the steady clock. A broker that shares its journal serves
    /// nobody without one.
    void on_lease(ms until) { lease_until_ = until; }
    /// The journal's files are not as they should be, as the server found between two results.
    void on_storage_trouble(StorageTrouble trouble, const std::string& why, Effects& effects) {
        storage_.on_trouble(trouble, why, effects);
    }
    /// Call it after the events of each turn, and when next_deadline() has come.
    void end_turn(Now now, Effects& effects);
    std::optional<ms> next_deadline() const;

    // ---- the end ----------------------------------------------------------------------------
    /// Posts and claims are refused as `stopping` from now on.
    void stop() {
        stopping_ = true;
        batch_.stop();
    }
    /// Returns true while no write waits for the journal.
    bool is_journal_idle() const { return batch_.is_idle(); }
    void farewell(Effects& effects) const;

    // ---- questions ----------------------------------------------------------------------------
    /// Returns true if the account has, or had, a name.
    bool knows(const Account& account) const { return directory_.find(account) != nullptr; }
    bool has_joined(const RoutingId& who) const;
    std::size_t sessions() const { return sessions_.joined(); }
    const Conversations& conversations() const { return delivery_.conversations(); }
    const Directory& directory() const { return directory_; }
    const AccessList& access_list() const { return access_list_; }

 private:
    /// From a missing entry, which another broker may tell by itself, to reading it.
    static constexpr ms gap_patience{20};
    /// The refusal of a message, or nothing. on_message() adds the message's id or request to it.
    using Reply = std::optional<Refusal>;

    // One place per message.
    Reply on(Session& session, const Hello& hello, Now now, Effects& effects);
    Reply on(Session& session, const Join& join, Now now, Effects& effects);
    Reply on(Session& session, const Broadcast& broadcast, Now now, Effects& effects);
    Reply on(Session& session, const Whisper& whisper, Now now, Effects& effects);
    Reply on(Session& session, const History& history, Now now, Effects& effects);
    Reply on(Session& session, const Who& who, Now now, Effects& effects);
    Reply on(Session& session, const Read& read, Now now, Effects& effects);
    Reply on(Session& session, const Sync& sync, Now now, Effects& effects);
    Reply on(Session& session, const Ping& ping, Now now, Effects& effects);
    Reply on(Session& session, const Bye& bye, Now now, Effects& effects);
    Reply on(Session& session, const Enrol& enrol, Now now, Effects& effects);
    Reply on(Session& session, const Order& order, Now now, Effects& effects);
    Reply on(Session& session, const RoomRequest& request, const Nonce& fresh, Now now);
    Reply on(Session& session, const ListRooms& list, Now now, Effects& effects);
    Reply on(Session& session, const ListMembers& list, Now now, Effects& effects);

    // core.cpp
    Reply answer(Session& session, const ToBroker& message, const Nonce& fresh, Now now,
                 Effects& effects);
    void refuse(const RoutingId& to, Refusal refusal, Effects& effects);
    void charge_wasted(const RoutingId& who, Now now, Effects& effects);
    void charge_sent(const Session& session, const Effects& effects, std::size_t from, Now now);
    /// Sends a list in as many messages as its frames need, at least one, and charges their bytes.
    /// `make` makes a message of a part and of whether more parts follow (send_list.hpp).
    template <class Item, class Make>
    void send_list(const Session& session, std::vector<Item> list, const Make& make, Now now,
                   Effects& effects);
    void end_session(const RoutingId& who, std::string_view why, Now now, Effects& effects);
    void sweep(Now now, Effects& effects);

    // core_joining.cpp
    Reply accept_hello(Session& session, const Hello& hello, Now now);
    void send_welcome(const Session& session, Effects& effects) const;
    Reply claim_name(Session& session, const std::string& wanted, Now now);
    void on_claim_committed(const PendingWrite& pending, const Claim& claim, const Outcome& outcome,
                            Now now, Effects& effects);
    void refund_claim(const Session& session);
    void apply_claim(const Claim& claim, const Stored& stored, Now now, Effects& effects);
    Reply answer_join(Session& session, const Join& join, Now now, Effects& effects);
    void complete_join(Session& session, Now now, Effects& effects);

    // core_access.cpp
    void on_enrolment_committed(const PendingWrite& pending, const Enrolment& enrolment,
                                const Outcome& outcome, Effects& effects);
    std::optional<OrderAnswer> run_order(const OrderSource& source, const OperatorOrder& order,
                                         Now now, Effects& effects);
    void run_waiting_orders(Now now, Effects& effects);
    Reply authority_refusal(const Account& operator_account) const;
    void begin_order(const Write& write);
    void end_order(const Write& write);
    void answer_order(const OrderSource& source, OrderAnswer answer, Effects& effects);
    void on_order_committed(const PendingWrite& pending, const Outcome& outcome, Now now,
                            Effects& effects);
    void apply_order(const Write& write, const Stored& stored, Now now, Effects& effects);
    void apply_standing(const StandingChange& change, Now now, Effects& effects);
    void apply_rebind(const Rebind& rebind, const Stored& stored, Now now, Effects& effects);
    void disconnect_account(const Account& account, std::string_view code,
                            std::string_view sentence, Now now, Effects& effects);
    void disconnect_kicked(const Kick& kick, Now now, Effects& effects);
    void disconnect_session(const Session& session, Notice notice, std::string_view why, Now now,
                            Effects& effects);

    // core_news.cpp
    void take_people(const Snapshot& changed, Now now, Effects& effects);
    void take_person(const KnownAccount& known, const std::vector<KnownName>& names, Now now,
                     Effects& effects);
    void take_standing(const Standing& standing, Now now, Effects& effects);

    // core_peers.cpp
    bool has_lease(Now now) const { return !policy_.writer || now.steady < lease_until_; }
    void act_on_peers(Now now, Effects& effects);
    void take_told(const ToldBatch& told, Now now, Effects& effects);
    void take_told(const ToldPeople& told, Now now, Effects& effects);
    bool can_deliver(const ToldEntry& told) const;
    void tell_committed(const Committed& committed, Now now, Effects& effects);
    void take_brokers(const std::vector<LiveBroker>& brokers, Now now, Effects& effects);
    void show_people(const PeerPeople::Change& change, std::int64_t writer, Now now,
                     Effects& effects);
    void answer_waiting_joins(Now now, Effects& effects);
    void end_all_sessions(Now now, Effects& effects);

    // core_posting.cpp
    Reply queue_post(Session& session, Post post, Now now);
    void deliver(Now now, Effects& effects);
    void on_write_committed(const PendingWrite& pending, const Outcome& outcome, Now now,
                            Effects& effects);
    void on_post_committed(const PendingWrite& pending, const Post& post, const Outcome& outcome,
                           Effects& effects);
    void on_post_not_stored(const PendingWrite& pending, const Post& post, const Outcome& outcome,
                            Effects& effects);
    void on_post_stored(const PendingWrite& pending, const Post& post, const Stored& stored,
                        Effects& effects);

    // core_rooms.cpp
    void on_room_change_committed(const PendingWrite& pending, const RoomChange& change,
                                  const Outcome& outcome, Effects& effects);
    void answer_room_changes(const std::vector<PendingWrite>& writes,
                             const std::vector<Outcome>& outcomes, Effects& effects);
    void keep_room_change(const RoomChange& change, const Stored& stored);

    // core_reading.cpp
    void resync(Session& session, Effects& effects);
    std::vector<KnownPerson> find_people(const Who& who) const;

    const JournalId journal_;
    const std::vector<JournalId> parents_;
    const Policy policy_;
    bool stopping_ = false;

    Directory directory_;
    AccessList access_list_;
    Delivery delivery_;
    ReadPositions read_positions_;
    Sessions sessions_;
    PendingDisconnects pending_disconnects_;
    PresenceBoard presence_;
    Batch batch_;
    AccountLimiter account_limiter_;
    StorageState storage_;
    HistoryReads history_reads_;
    OrdersInFlight orders_in_flight_;

    NewsReads news_reads_;
    WaitingJoins waiting_joins_;
    OwnPeople own_people_;
    PeerPeople peer_people_;
    ms lease_until_{};
};

}  // namespace indaba::broker

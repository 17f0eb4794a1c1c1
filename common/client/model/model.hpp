#pragma once
/// The state of one client: its connection, the people, the conversations with their entries, and
/// the outbox. Pure: it knows no socket, file, clock or random source; it takes messages, intents
/// and the time and returns effects. The window, the line client, the simulation and the tests use
/// it. It checks all numbers, hashes and digests that the broker sends (rules: protocol.md). One
/// thread. model.cpp has the connection; the files model_joining.cpp, model_conversations.cpp,
/// model_rooms.cpp, model_requests.cpp, model_unread.cpp, model_fetching.cpp, model_copied.cpp,
/// model_comparing.cpp and model_posting.cpp have the parts that they are named for.
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/clock.hpp"
#include "common/client/model/conversation_state.hpp"
#include "common/client/model/copied_entries.hpp"
#include "common/client/model/model_effects.hpp"
#include "common/client/model/online_people.hpp"
#include "common/client/model/outbox_row.hpp"
#include "common/client/model/page_requests.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/mentions.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

using indaba::Now;

/// An entry that this account has seen in an earlier session.
struct SeenEntry {
    ConversationId conversation{};
    std::uint64_t number = 0;
    std::optional<Hash> hash;  // if it was kept
    bool room = false;         // other than the lobby: this account may have left it meanwhile
    bool operator==(const SeenEntry&) const = default;
};

/// Bounds the broker's `retry_ms`: one hour.
constexpr std::uint64_t max_retry_ms = 3'600'000;

// ---- state ------------------------------------------------------------------------------------

enum class ConnectionState { offline, awaiting_welcome, joining, ready };

class Model {
 public:
    struct Options {
        Account account{};
        std::string software = "indaba";
        std::string name;  // sent only when `welcome` brings none
        bool quiet = false;
        std::optional<JournalId> journal;  // the last one known at this server
        std::vector<OutboxRow> outbox;     // the posts kept for it, oldest first
        Interest interest;                 // in every conversation, until set_interest()
        bool counts_unread = false;        // and fetches what it needs to count
        bool keeps_copy = false;           // a replica is kept: EntriesReceived, HeadsComplete
    };
    explicit Model(Options options);

    // events
    void on_open(Now now, Effects& effects);  // the connection can be written to
    void on_frame(std::string_view frame, Now now, Effects& effects);
    void on_message(const ToClient& message, Now now, Effects& effects);
    void on_lost(std::string why, Now now, Effects& effects);
    void on_time(Now now, Effects& effects);  // call at next_deadline() at the latest
    std::optional<std::chrono::milliseconds> next_deadline() const;

    // the own copy: model_copied.cpp
    /// Takes over what the own copy knows of the conversations, before the first on_open().
    void begin_with(const std::vector<Head>& heads, const std::map<Account, std::string>& names,
                    Effects& effects);
    /// Holds the given entries, besides those that came from the broker, so that they can be shown:
    /// in place of those of the last call, of which only the ones from `first` to `last` stay.
    /// Ends in CopiedShown.
    void show_copied(const CopiedEntries& copied, Effects& effects);

    // intents
    /// Posts a row whose id is new and which is in the store already.
    void post(OutboxRow row, Now now, Effects& effects);
    void set_interest(const ConversationId& conversation, Interest interest, Now now,
                      Effects& effects);
    /// Drops the entries up to `number`, which must be held, and continues an `all_after` from
    /// there. It bounds the memory of clients that run for months.
    void discard_up_to(const ConversationId& conversation, std::uint64_t number);
    /// Fetches the page that ends before the entry `before`, for the own copy or to show it,
    /// without holding it: before what the model fetches by itself. One at a time; ends in
    /// CopyPageEnded.
    void fetch_for_copy(const ConversationId& conversation, std::uint64_t before, Now now,
                        Effects& effects);
    /// Compares entries of the present journal with the broker's copy, as soon as the model is
    /// ready. Ends in SeenCompared, after a SeenEntryLost for each that is lost; another journal
    /// ends it without an answer.
    void compare(const std::vector<SeenEntry>& seen, Now now, Effects& effects);
    void mark_read(const ConversationId& conversation, std::uint64_t number, Now now,
                   Effects& effects);
    /// Asks for another name or, after JoinRefused, for the first name.
    void ask_name(std::string name, Now now, Effects& effects);
    /// Returns the request number that WhoAnswered will have. A request made while not ready is
    /// sent after the next `ready`.
    std::uint64_t who(std::optional<std::string> name, Now now, Effects& effects);
    /// Sends an operator's order: kick, ban, unban or rename (then with `name`). Returns the
    /// request number that OrderAnswered will have. Call it only while ready. It is sent again
    /// after a refusal with `retry_ms`, but not after a lost connection; OrderAnswered then says
    /// so.
    std::uint64_t order(std::string what, const Account& whom, std::optional<std::string> name,
                        Now now, Effects& effects);
    /// Asks for a new room or a change of one (protocol.hpp says which). Returns the number that
    /// RoomAnswered will have, and puts it into the request. Otherwise as order().
    std::uint64_t change_room(RoomRequest request, Now now, Effects& effects);
    /// Returns the request number that RoomsListed will have. A request made while not ready is
    /// sent after the next `ready`.
    std::uint64_t list_rooms(Now now, Effects& effects);
    /// Asks for the members of a room. The state of a room of this account keeps them, and follows
    /// their changes until the next heads. Returns the request number that MembersListed will have.
    std::uint64_t list_members(const ConversationId& conversation, Now now, Effects& effects);
    void leave(Now now, Effects& effects);
    /// Makes a name that this account had count as a mention, as its present name does.
    void add_own_name(std::string_view name);

    // state
    ConnectionState connection_state() const { return connection_state_; }
    const Account& me() const { return options_.account; }
    const std::string& my_name() const { return name_; }
    /// Returns the names whose mentions are about this account, case-folded (mentions.hpp).
    const FoldedNames& own_names() const { return own_names_; }
    std::optional<JournalId> journal() const { return journal_; }
    /// Returns the displayed list: after a lost connection the old one until 10 s after `ready`.
    const std::map<Account, std::string>& people() const { return people_.displayed(); }
    const std::map<ConversationId, ConversationState>& conversations() const {
        return conversations_;
    }
    const ConversationState* find(const ConversationId& conversation) const;
    const std::vector<OutboxRow>& outbox() const { return outbox_; }
    /// Returns an empty name for an unknown account.
    const std::string& name_of(const Account& account) const;
    std::optional<Account> account_of(std::string_view name) const;
    /// Returns the known names, of people who are offline too.
    const std::map<Account, std::string>& names() const { return names_; }
    /// Returns the rooms of this account with the title, in any case. Private ones may share one.
    std::vector<ConversationId> rooms_titled(std::string_view title) const;
    /// Returns the names learned since the last call.
    std::vector<Person> take_learned_names() { return std::exchange(learned_names_, {}); }

 private:
    // one function per message
    void on(const Welcome& welcome, Now now, Effects& effects);
    void on(const People& people, Now now, Effects& effects);
    void on(const Heads& heads, Now now, Effects& effects);
    void on(const Ready& ready, Now now, Effects& effects);
    void on(const Entries& entries, Now now, Effects& effects);
    void on(const Page& page, Now now, Effects& effects);
    void on(const Known& known, Now now, Effects& effects);
    void on(const Presence& presence, Now now, Effects& effects);
    void on(const Pong& pong, Now now, Effects& effects);
    void on(const Refusal& refusal, Now now, Effects& effects);
    void on(const Notice& notice, Now now, Effects& effects);
    void on(const Enrolled& enrolled, Now now, Effects& effects);
    void on(const Done& done, Now now, Effects& effects);
    void on(const RoomDirectory& directory, Now now, Effects& effects);
    void on(const MemberList& list, Now now, Effects& effects);
    void on(const RoomJoined& joined, Now now, Effects& effects);
    void on(const RoomLeft& left, Now now, Effects& effects);

    using Time = std::chrono::milliseconds;

    /// The parts of `people`, `heads`, `ready` that have come so far.
    struct ResyncProgress {
        bool started = false;
        bool people_complete = false;
        bool heads_complete = false;
        std::uint64_t version = 0;
        OnlinePeople::List people;
        std::set<ConversationId> heads;
    };
    /// The one `history` request that may be in flight.
    struct PendingPage {
        std::uint64_t request = 0;
        ConversationId conversation{};
        PageRequest ask;
        bool compares = false;  // the first of `to_compare_`
        bool copies = false;    // by fetch_for_copy
    };
    /// A page that fetch_for_copy asks for and that was not requested yet.
    struct WantedCopy {
        ConversationId conversation{};
        std::uint64_t before = 0;
    };
    /// A request for a change, by an operator or of a room, that is sent and not answered.
    struct PendingChange {
        std::variant<Order, RoomRequest> message;
        ConversationId room{};  // of the request, or the one that it made
    };
    /// A `rooms` or `members` request whose answer is not complete.
    struct PendingList {
        std::variant<ListRooms, ListMembers> message;
        std::vector<RoomInfo> rooms;
        std::vector<Person> members;
    };
    /// A `who` request whose answer is not complete.
    struct PendingWho {
        Who who;
        std::vector<KnownPerson> answer;
    };

    // the connection
    void send(ToBroker message, Now now, Effects& effects);
    void reset_connection();
    void cancel_pending_page();
    void reconnect(std::string why, Now now, Effects& effects,
                   std::optional<Time> retry_after = {});
    void request_sync(Now now, Effects& effects);
    bool waits_for_progress() const;
    void check_timeouts(Now now, Effects& effects);
    static void report_violation(std::string why, Effects& effects);
    static Time retry_time(std::uint64_t retry_ms, Now now);
    /// Moves the deadline to the end of this refusal's time, but never to an earlier one: what was
    /// refused twice waits for both.
    static void delay(std::optional<Time>& deadline, std::uint64_t retry_ms, Now now);

    // joining
    Welcomed apply_journal(const Welcome& welcome);
    void reset_conversations();
    void forget_other_server();
    void join(Now now, Effects& effects);
    void apply_name(Now now, Effects& effects);
    void on_join_refused(const Refusal& refusal, Now now, Effects& effects);

    // people
    void learn_names(const std::vector<Person>& persons);
    void learn_name(const Account& account, const std::string& name);
    void push_presence_news(const OnlinePeople::Changes& changes, Effects& effects) const;

    // conversations
    ConversationState* find_mutable(const ConversationId& conversation);
    ConversationState& add_conversation(const Conversation& conversation);
    void apply_head(const Head& head, Effects& effects);
    void apply_read_position(ConversationState& state, std::uint64_t reported);
    bool apply_live_entries(ConversationState& state, const std::vector<Entry>& entries, Now now,
                            Effects& effects);
    bool fold(ConversationState& state, HeldEntries::Added added, bool live, Effects& effects);
    bool erases_own_text(const ConversationState& state, const HeldEntries::Added& added) const;
    void drop_unlisted_conversations(Effects& effects);
    void on_divergence(ConversationState& state, Effects& effects);
    void drop_older_ranges(ConversationState& state, Effects& effects);
    void drop_up_to(ConversationState& state, std::uint64_t number, Effects& effects);
    void apply_receipts(const ConversationId& conversation, const std::vector<Entry>& entries,
                        Now now, Effects& effects);
    void read_own_entries(ConversationState& state, const std::vector<Entry>& entries) const;

    // rooms
    void apply_info(ConversationState& state, const RoomInfo& info, std::uint64_t applied,
                    Effects& effects);
    void apply_room_entries(ConversationState& state, const std::vector<Entry>& entries, Now now,
                            Effects& effects);
    void drop_room(const ConversationId& conversation, Effects& effects);
    void note_made_room(const Head& head);
    void end_list(std::uint64_t request, std::string sentence, Effects& effects);

    // unread messages
    void count_unread(ConversationState& state, const std::vector<std::uint64_t>& numbers);
    bool mentions_me(const ConversationState& state, std::uint64_t number) const;

    // fetching
    void fetch_next(Now now, Effects& effects);
    bool fetch_wanted_copy(Now now, Effects& effects);
    void end_copy_page(const PendingPage& request, const Page& page, Effects& effects);
    void request_page(const ConversationId& conversation, const PageRequest& ask, Now now,
                      Effects& effects);
    void apply_page(ConversationState& state, const PendingPage& request, const Page& page, Now now,
                    Effects& effects);
    void on_page_refused(const Refusal& refusal, Now now, Effects& effects);

    // the own copy
    std::vector<std::uint64_t> fold_added(ConversationState& state,
                                          const HeldEntries::Added& added);
    void refold(ConversationState& state, std::set<std::uint64_t>& changed);
    void discard_references(ConversationState& state, std::uint64_t number);
    void apply_to_copied(ConversationState& state, const std::vector<Entry>& page,
                         Effects& effects);

    // comparing
    bool compare_next(Now now, Effects& effects);
    void end_comparison(bool lost, Effects& effects);

    // posts, who requests, read positions
    void transmit_next(Now now, Effects& effects);
    OutboxRow remove_from_outbox(std::vector<OutboxRow>::iterator row);
    std::vector<OutboxRow>::iterator find_row(const MessageId& id);
    void transmit(const OutboxRow& row, Now now, Effects& effects);
    void resend_posts(Now now, Effects& effects);
    void on_post_refused(const Refusal& refusal, Now now, Effects& effects);
    void end_delay(Effects& effects);
    void resend_who_requests(Now now, Effects& effects);
    void on_who_refused(const Refusal& refusal, Now now, Effects& effects);
    void send_read(Now now, Effects& effects);

    // changes and lists
    std::uint64_t request_change(PendingChange change, Now now, Effects& effects);
    void end_change(std::uint64_t request, std::string code, std::string sentence,
                    Effects& effects);
    void on_change_refused(const Refusal& refusal, Now now, Effects& effects);
    void resend_changes(Now now, Effects& effects);
    void fail_pending_changes(const std::string& why, Effects& effects);
    std::uint64_t request_list(std::variant<ListRooms, ListMembers> message, Now now,
                               Effects& effects);
    void on_list_refused(const Refusal& refusal, Now now, Effects& effects);
    void resend_list(std::uint64_t request, Now now, Effects& effects);
    void resend_refused_lists(Now now, Effects& effects);
    void resend_all_lists(Now now, Effects& effects);
    void end_requests_about_rooms(const std::string& sentence, Effects& effects);

    Options options_;
    ConnectionState connection_state_ = ConnectionState::offline;
    std::string name_;
    FoldedNames own_names_;  // the present one and earlier ones
    std::optional<JournalId> journal_;
    OnlinePeople people_;
    std::map<Account, std::string> names_;  // every account whose name was ever received
    std::set<Account> copied_names_;        // of these: from the own copy, and not heard since
    std::vector<Person> learned_names_;
    std::map<ConversationId, ConversationState> conversations_;
    std::map<ConversationId, Interest> interests_;  // in conversations that are not known yet
    std::vector<OutboxRow> outbox_;
    std::size_t posts_in_flight_ = 0;  // the first rows of the outbox, sent since `ready`

    // State of this connection:
    Nonce nonce_{};
    ResyncProgress resync_;
    bool sync_pending_ = false;
    bool join_refused_ = false;
    Time last_sent_{};
    Time last_progress_{};
    std::optional<Time> ping_sent_;
    std::optional<Time> retry_join_at_;   // a join was refused with retry_ms
    std::optional<Time> retry_sync_at_;   // the `sync` in flight was
    std::optional<Time> retry_posts_at_;  // the gate is closed until then
    std::optional<Time> retry_page_at_;
    std::optional<Time> resend_who_at_;
    std::optional<Time> resend_changes_at_;
    std::optional<Time> resend_lists_at_;
    std::string delay_code_;       // of the last PostsDelayed; empty: posts are not delayed
    std::string join_delay_code_;  // of the last JoinDelayed

    std::optional<std::string> asked_name_;  // by the last join of this connection

    std::optional<std::string> wanted_name_;  // until the account has it or it is refused
    std::uint64_t last_request_ = 0;
    std::optional<PendingPage> pending_page_;
    std::optional<WantedCopy> wanted_copy_;
    std::deque<SeenEntry> to_compare_;
    std::map<std::uint64_t, PendingWho> pending_who_;
    std::map<std::uint64_t, PendingChange> changes_;  // sent on this connection and not answered
    std::set<std::uint64_t> refused_changes_;         // those of them that are to be sent again
    std::map<std::uint64_t, PendingList> pending_lists_;
    std::set<std::uint64_t> refused_lists_;  // those of them that are to be sent again
    std::set<ConversationId> unsent_read_positions_;
    Time next_read_at_{};
};

}  // namespace indaba::client

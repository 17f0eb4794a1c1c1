#pragma once
/// All that one client knows: its link, people, conversations, what it holds of them, its outbox.
/// Pure: it knows no socket, file, clock or random source; it takes messages, intents and the time
/// and returns effects. The window, the line client, the simulation and the tests share it.
/// It trusts nothing: numbers, hashes and digests are checked (wire rules: protocol.md).
/// One thread. model.cpp: the link. model_joining.cpp, model_conversations.cpp, model_fetching.cpp,
/// model_posting.cpp: what their names say.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/client/model/conversation_state.hpp"
#include "common/client/model/fetching.hpp"
#include "common/client/model/people_here.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

struct Now {
    std::chrono::milliseconds steady{};
    WallMs wall = 0;
};

/// Said with Enter, no receipt yet. To a room, or to an account when `to` is set.
struct OutboxRow {
    MessageId id{};
    ConversationId room{};
    std::optional<Account> to;
    std::string kind;
    std::string body;
    bool operator==(const OutboxRow&) const = default;
};

// ---- effects --------------------------------------------------------------------------------

/// Give this to the connection, in order.
struct Transmit {
    ToBroker message;
};
/// The connection is of no use any more: close it and open another.
struct Reconnect {
    std::string why;  // a sentence of ours
};
/// The row leaves the store: its receipt came or it was finally refused.
struct Settled {
    MessageId id{};
};

// ---- news: effects for whoever shows things ---------------------------------------------------

/// After `welcome`. `related`: the journal is the known one, its child, or the first ever seen.
struct Welcomed {
    JournalId journal{};
    bool changed = false;  // another journal than before
    bool related = true;   // false: another server; `set_aside` was taken out of the outbox
    std::vector<OutboxRow> set_aside;
};
/// Once after each loss, not after a mere `sync`.
struct BecameReady {};
struct BecameOffline {
    std::string why;
};
/// No `ready` will come without another name or another version.
struct JoinRefused {
    std::string code, sentence;
};
/// New numbers in a conversation, ascending; the entries are in its history. `live`: said just
/// now, not fetched.
struct NewEntries {
    ConversationId conversation{};
    std::vector<std::uint64_t> numbers;
    bool live = false;
};
struct Came {
    Person person;
};
struct Went {
    Person person;
};
struct Renamed {
    Account account{};
    std::string before, now;
};
/// The own entry came back.
struct Receipt {
    MessageId id{};
    ConversationId conversation{};
    std::uint64_t number = 0;
};
/// Finally refused: offer to edit and send again.
struct PostRefused {
    OutboxRow row;
    std::string code, sentence;
};
/// The broker's copy contradicts ours. Ours is kept as an archive, and all is read anew.
struct Diverged {
    ConversationId conversation{};
};
/// The answer to who().
struct WhoAnswered {
    std::uint64_t request = 0;
    std::vector<KnownPerson> accounts;
};
/// history() ended: fetched, refused, or overtaken by a new `ready`.
struct Fetched {
    ConversationId conversation{};
    bool more = false;
    std::string refused;  // the code, if it was
};
struct Noticed {
    std::string code, sentence;
};
/// Names never heard before, or with another name than before; by Client alone.
struct Heard {
    std::vector<Person> people;
};
/// By an operator; the connection ends. Coming back is for a person to decide.
struct PutOut {
    std::string code, sentence;
};
/// The answer to order().
struct OrderEnded {
    std::uint64_t request = 0;
    std::string refused;  // a sentence; empty: done
};
/// Bytes or a message that no honest broker of this version sends; ignored but told.
struct Puzzled {
    std::string why;
};

using Effect =
    std::variant<Transmit, Reconnect, Settled, Welcomed, BecameReady, BecameOffline, JoinRefused,
                 NewEntries, Came, Went, Renamed, Receipt, PostRefused, Diverged, WhoAnswered,
                 Fetched, Noticed, Heard, PutOut, OrderEnded, Puzzled>;
using Effects = std::vector<Effect>;

// ---- state ------------------------------------------------------------------------------------

enum class Link { offline, greeting, joining, ready };

class Model {
 public:
    struct Options {
        Account account{};
        std::string software = "indaba";
        std::string name;  // sent only when `welcome` brings none
        bool quiet = false;
        std::optional<JournalId> journal;  // the last one known at this server
        std::vector<OutboxRow> outbox;     // kept for it, oldest first
        Interest interest;                 // of every conversation, until told otherwise
    };
    explicit Model(Options options);

    // what happens
    void on_open(Now now, Effects& effects);  // the connection can be written to
    void on_frame(std::string_view frame, Now now, Effects& effects);
    void on_message(const ToClient& message, Now now, Effects& effects);
    void on_lost(std::string why, Now now, Effects& effects);
    void on_time(Now now, Effects& effects);  // call at next_deadline() at the latest
    std::optional<std::chrono::milliseconds> next_deadline() const;

    // what is wanted
    /// `row.id` is new, and the row is already in the store.
    void post(OutboxRow row, Now now, Effects& effects);
    void set_interest(const ConversationId& conversation, Interest interest, Now now,
                      Effects& effects);
    /// Everything up to an entry that is held was shown and will not be asked for again: it is
    /// dropped, and an `all_after` goes on from there. For those who run for months.
    void drop_shown(const ConversationId& conversation, std::uint64_t number);
    /// One page before the first entry held of the newest range; ends in Fetched.
    void fetch_older(const ConversationId& conversation, Now now, Effects& effects);
    void mark_read(const ConversationId& conversation, std::uint64_t number, Now now,
                   Effects& effects);
    /// Asks for another name (or, after JoinRefused, for a first one).
    void ask_name(std::string name, Now now, Effects& effects);
    /// Returns the number that WhoAnswered will bear. Only while ready.
    std::uint64_t who(std::optional<std::string> name, Now now, Effects& effects);
    /// For operators: kick, ban, unban or rename (then with `name`). Returns the number that
    /// OrderEnded will bear. Only while ready; not repeated after a loss, when OrderEnded says so.
    std::uint64_t order(std::string what, const Account& whom, std::optional<std::string> name,
                        Now now, Effects& effects);
    void leave(Now now, Effects& effects);

    // what is known
    Link link() const { return link_; }
    const Account& me() const { return options_.account; }
    const std::string& my_name() const { return name_; }
    std::optional<JournalId> journal() const { return journal_; }
    /// As shown: after a lost link the old list stays until 10 s after `ready`.
    const std::map<Account, std::string>& people() const { return people_.shown(); }
    const std::map<ConversationId, ConversationState>& conversations() const {
        return conversations_;
    }
    const ConversationState* find(const ConversationId& conversation) const;
    const std::vector<OutboxRow>& outbox() const { return outbox_; }
    /// Empty when never heard of.
    const std::string& name_of(const Account& account) const;
    std::optional<Account> account_of(std::string_view name) const;
    /// Since the last call.
    std::vector<Person> take_heard() { return std::exchange(heard_, {}); }

 private:
    // one place per message
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

    using Time = std::chrono::milliseconds;

    /// `people`, `heads`, `ready`: what has come of them so far.
    struct Series {
        bool begun = false;
        bool people_whole = false;
        bool heads_whole = false;
        std::uint64_t version = 0;
        PeopleHere::List people;
        std::set<ConversationId> heads;
    };
    /// The one `history` request that may be under way.
    struct Flight {
        std::uint64_t request = 0;
        ConversationId conversation{};
        Ask ask;
        bool older = false;  // by fetch_older
    };
    /// A `who` without its whole answer.
    struct Question {
        Who who;
        std::vector<KnownPerson> answer;
    };

    // link
    void send(ToBroker message, Now now, Effects& effects);
    void forget_connection();
    void end_flight();
    void give_up(std::string why, Now now, Effects& effects);
    void request_sync(Now now, Effects& effects);
    bool waits_for_progress() const;
    void check_silence(Now now, Effects& effects);
    static void puzzled(std::string why, Effects& effects);
    static Time retry_time(std::uint64_t retry_ms, Now now);

    // joining
    Welcomed settle_journal(const Welcome& welcome);
    void read_anew();
    void forget_server();
    void join(Now now, Effects& effects);
    void settle_name(Now now, Effects& effects);
    void on_join_refused(const Refusal& refusal, Now now, Effects& effects);

    // people
    void note_names(const std::vector<Person>& persons);
    void note_name(const Account& account, const std::string& name);
    void tell(const PeopleHere::Changes& changes, Effects& effects) const;

    // conversations
    ConversationState* held(const ConversationId& conversation);
    ConversationState& begin(const Conversation& conversation);
    void take_head(const Head& head, Effects& effects);
    void take_read_position(ConversationState& state, std::uint64_t told);
    void take_live(ConversationState& state, const std::vector<Entry>& entries, Now now,
                   Effects& effects);
    void drop_unheard(Effects& effects);
    void diverge(ConversationState& state, Effects& effects);
    void take_receipts(const ConversationId& conversation, const std::vector<Entry>& entries,
                       Now now, Effects& effects);

    // fetching
    void fetch_next(Now now, Effects& effects);
    bool fetch_next_older(Now now, Effects& effects);
    void end_older(const Flight& flight, bool more, std::string_view refused,
                   Effects& effects) const;
    void ask_page(const ConversationId& conversation, const Ask& ask, bool older, Now now,
                  Effects& effects);
    void take_page(ConversationState& state, const Flight& flight, const Page& page, Now now,
                   Effects& effects);
    void on_fetch_refused(const Refusal& refusal, Now now, Effects& effects);

    // posts, questions, read positions
    void transmit_next(Now now, Effects& effects);
    OutboxRow take_out(std::vector<OutboxRow>::iterator row);
    std::vector<OutboxRow>::iterator row_of(const MessageId& id);
    void transmit(const OutboxRow& row, Now now, Effects& effects);
    void resend_all(Now now, Effects& effects);
    void on_post_refused(const Refusal& refusal, Now now, Effects& effects);
    void ask_all(Now now, Effects& effects);
    void end_orders(Effects& effects);
    void on_question_refused(const Refusal& refusal, Now now, Effects& effects);
    void send_read(Now now, Effects& effects);

    Options options_;
    Link link_ = Link::offline;
    std::string name_;
    std::optional<JournalId> journal_;
    PeopleHere people_;
    std::map<Account, std::string> names_;  // everybody ever heard of
    std::vector<Person> heard_;
    std::map<ConversationId, ConversationState> conversations_;
    std::map<ConversationId, Interest> interests_;  // in what is not known yet
    std::vector<OutboxRow> outbox_;
    std::size_t under_way_ = 0;  // so many of the first rows were transmitted since `ready`

    // of this connection
    Nonce nonce_{};
    Series series_;
    bool sync_pending_ = false;
    bool join_refused_ = false;
    Time last_sent_{};
    Time last_progress_{};
    std::optional<Time> ping_sent_;
    std::optional<Time> join_at_;    // a join was refused for the moment
    std::optional<Time> resend_at_;  // the gate is closed until then
    std::optional<Time> fetch_at_;
    std::optional<Time> ask_at_;

    std::optional<std::string> asked_name_;  // by the last join of this connection

    std::optional<std::string> wanted_name_;  // until it is ours or refused
    std::uint64_t last_request_ = 0;
    std::optional<Flight> flight_;
    std::vector<ConversationId> older_;  // fetch_older, in the order of asking
    std::map<std::uint64_t, Question> questions_;
    std::set<std::uint64_t> orders_;  // given on this connection, not answered
    std::set<ConversationId> unsent_reads_;
    Time next_read_{};
};

}  // namespace indaba::client

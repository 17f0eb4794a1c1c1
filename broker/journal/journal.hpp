#pragma once
/// The interface of the journal: entries committed to disk in order, the owners of names, standings
/// and invites. Only the journal assigns numbers and hashes. The server calls it, as the core's
/// effects say: `submit` and `read` return at once, and after a wake-up `completed()` returns the
/// results. The contract tests (tests/journal) run on every implementation.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "broker/journal/storage_trouble.hpp"
#include "common/wire/bodies.hpp"
#include "common/wire/protocol.hpp"
#include "common/wire/room.hpp"

namespace indaba::broker {

// ---- writing -------------------------------------------------------------------------------

/// The decoded body of a post that names an earlier entry of its conversation, and what its author
/// may do. reference_rules.hpp tells which references are good.
struct Reference {
    ReferringBody body;
    std::uint64_t first = 1;     // the first entry that the author may read
    bool may_erase_all = false;  // also what others said
};

/// A text for a room or a whisper. Posts with the same `session` keep their order among themselves.
/// A stored post whose kind moves_read_position moves its author's to its number. A stored erasure
/// deletes the bodies of the message that it names and of that message's edits; their hashes stay.
struct Post {
    std::uint64_t session = 0;
    Conversation conversation;
    Account author{};
    WallMs at = 0;
    MessageId id{};
    std::string kind;
    std::string body;
    std::optional<Reference> reference{};  // of the kinds with a ReferringBody
};

/// Gives an account a name permanently. The first claim makes the account known; claiming an
/// earlier name again makes it the current one. The outcome is NotStored when the account is
/// retired.
struct Claim {
    Account account{};
    std::string display;
    std::string folded;
    std::string skeleton;
    WallMs at = 0;
    /// How many of the lobby's entries before the claim the account may read; absent: all. Only its
    /// first claim counts.
    std::optional<std::uint64_t> lobby_history{};
};

/// A read position. One below the stored position changes nothing.
struct ReadMark {
    Account account{};
    ConversationId conversation{};
    std::uint64_t number = 0;
};

/// The access of an account: the sum of all decisions about it.
struct Standing {
    Account account{};
    bool allowed = false;  // on the allow-list
    bool banned = false;
    bool op = false;  // an operator
    WallMs at = 0;    // of the last decision
};

/// A decision about an account's access. It changes what it names and leaves the rest as the
/// decisions before it have made it, also those of the same commit.
struct StandingChange {
    Account account{};
    std::optional<bool> allowed{};
    std::optional<bool> banned{};
    std::optional<bool> op{};
    WallMs at = 0;
};

inline void apply(const StandingChange& change, Standing& standing) {
    standing.account = change.account;
    standing.allowed = change.allowed.value_or(standing.allowed);
    standing.banned = change.banned.value_or(standing.banned);
    standing.op = change.op.value_or(standing.op);
    standing.at = change.at;
}

/// A key pair whose secret half allows `uses_left` enrolments. A later invite with the same key
/// replaces it; one that is used up or expired may stay.
struct Invite {
    Account key{};                // public half
    std::uint64_t uses_left = 0;  // 0: used up
    WallMs expires_at = 0;        // 0: never
};

/// Returns how long the invite is valid from `now` on; 0: for ever.
inline std::chrono::seconds lifetime(const Invite& invite, WallMs now) {
    return std::chrono::seconds(invite.expires_at == 0 ? 0 : (invite.expires_at - now) / 1000);
}

/// Puts an account on the allow-list and takes one use of an invite: both are stored, or neither.
/// The outcome is NotStored when the account is banned or the invite has no use left.
struct Enrolment {
    Account account{};
    Account invite{};  // its key
    WallMs at = 0;
};

/// Moves all names of `from` to `to`, whose current name becomes that of `from`. `from` is retired
/// and keeps its last name for display. `announcement` is the lobby entry about it (kind `_rebind`,
/// by the broker's key). `to` takes the place of `from` in its rooms, each of which gets an entry
/// about it. Everything is stored or nothing. The outcome is NotStored when `from` has no name,
/// when either is retired, or when both are the same account.
struct Rebind {
    Account from{};
    Account to{};
    std::optional<std::uint64_t> lobby_history{};  // of `to`, if it never joined
    Post announcement;
};

/// How many rooms there may be beside the lobby.
struct RoomLimits {
    std::uint64_t rooms = 2'000;
    std::uint64_t joined = 64;           // by one account
    std::uint64_t created_per_day = 20;  // by one account
};

/// Makes a room, or changes one other than the lobby and its members: the state of the room changes
/// as apply() says, and the entry about it is stored; both or neither. The outcome is RoomRefused
/// when the rules forbid it (room_rules.hpp), and Stored with number 0 when the room is so already.
struct RoomChange {
    RoomEvent event;
    Post announcement;     // of kind `_room` by the broker's key; its body is `event`
    std::string folded;    // of the title in `event`
    std::string skeleton;  // of the title in `event`
    bool by_operator = false;
    RoomLimits limits{};
};

/// Tells the other brokers of the same journal to disconnect an account. A journal with one broker
/// stores nothing.
struct Kick {
    Account account{};
};

using Write = std::variant<Post, Claim, ReadMark, StandingChange, Invite, Enrolment, Rebind,
                           RoomChange, Kick>;

/// Returns true for a write that changes more than entries and positions, which their numbers put
/// in order.
inline bool is_rare(const Write& write) {
    return !std::holds_alternative<Post>(write) && !std::holds_alternative<ReadMark>(write);
}

/// An entry that a write stored beside its own.
struct FurtherEntry {
    Conversation conversation;
    Entry entry;
};
/// Committed. With `duplicate`, the same post was stored earlier, under this number.
struct Stored {
    std::uint64_t number = 0;  // of the post or the announcement; otherwise 0
    Hash hash{};
    WallMs at = 0;
    bool duplicate = false;
    std::uint64_t lobby_first = 0;  // of a claim or rebind: the first that its account may read
    std::optional<Hash> erased{};   // of a duplicate whose body was deleted meanwhile: its hash
    std::vector<FurtherEntry> further{};  // of a rebind: the entries in rooms
};
/// The author has already used the id for another conversation, kind or body.
struct IdReused {};
/// The name or a look-alike of it belongs to another account.
struct NameTaken {};
/// The post names an entry that it may not name. `code` is one of the wire's, `sentence` is for the
/// author.
struct BadReference {
    std::string_view code;
    std::string_view sentence;
};
/// A rule of the rooms forbids the change or the post. `code` is a refusal's.
struct RoomRefused {
    std::string_view code;
};
/// Certainly not stored; the client may send it again.
struct NotStored {
    std::string why;
    StorageTrouble trouble = StorageTrouble::none;  // none: this one write was not acceptable
};
/// Not tried, because an earlier post of the same session was not stored.
struct Skipped {};
/// The commit failed, and the write may or may not be on the disk.
struct Unknown {
    std::string why;
    StorageTrouble trouble = StorageTrouble::disk_failing;
};
using Outcome = std::variant<Stored, IdReused, NameTaken, BadReference, RoomRefused, NotStored,
                             Skipped, Unknown>;

/// Returns true if the write was not stored, or perhaps not, for no fault of who asked.
inline bool is_failure(const Outcome& outcome) {
    return std::holds_alternative<NotStored>(outcome) || std::holds_alternative<Unknown>(outcome);
}

/// Returns the trouble that the outcome shows, and its reason; "" when there is none.
inline StorageTrouble trouble_of(const Outcome& outcome) {
    if (const auto* not_stored = std::get_if<NotStored>(&outcome)) return not_stored->trouble;
    const auto* unknown = std::get_if<Unknown>(&outcome);
    return unknown ? unknown->trouble : StorageTrouble::none;
}
inline std::string reason_of(const Outcome& outcome) {
    if (const auto* not_stored = std::get_if<NotStored>(&outcome)) return not_stored->why;
    const auto* unknown = std::get_if<Unknown>(&outcome);
    return unknown ? unknown->why : std::string();
}

/// A committed batch among those of all brokers that share the journal.
struct SharedBatch {
    std::int64_t writer = 0;     // who committed it: one broker from its start to its end
    std::uint64_t previous = 0;  // the batch that this writer committed before; 0: none
    std::uint64_t batch = 0;
};

/// The result of one `submit`: an outcome for each write, in the same order.
struct Committed {
    std::vector<Outcome> outcomes;
    std::optional<SharedBatch> batch{};  // of a journal that brokers share, if it was committed
};

// ---- reading -------------------------------------------------------------------------------

/// Asks for entries of one conversation: the first ones after `after`, or the last ones before
/// `before`. Their numbers are within first..last. A page has at most `limit` entries and
/// `max_bytes` bytes (encoded_size()), but at least one entry if `limit` allows it.
struct PageRequest {
    std::uint64_t token = 0;
    ConversationId conversation{};
    std::optional<std::uint64_t> after;
    std::optional<std::uint64_t> before;
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    std::uint64_t limit = limit::page_entries;
    std::size_t max_bytes = limit::list;
};
struct PageRead {
    std::uint64_t token = 0;
    bool failed = false;  // the disk could not be read, and the page is empty
    std::vector<Entry> entries;
    Hash before{};      // of the entry before the first; of entry `after` if the page is empty
    bool more = false;  // true when first..last has further entries in that direction
    // Only of a page that failed:
    StorageTrouble trouble = StorageTrouble::none;
    std::string why;
    bool damaged = false;  // another try would fail too
    PageRequest request{};
};

/// Returns the answer to a request that could not be read.
inline PageRead failed_page(const PageRequest& request, StorageTrouble trouble, std::string why) {
    PageRead page;
    page.token = request.token;
    page.failed = true;
    page.trouble = trouble;
    page.why = std::move(why);
    page.request = request;
    return page;
}

// ---- snapshot ------------------------------------------------------------------------------

struct KnownAccount {
    Account account{};
    std::string name;  // the current one, or the last one of a retired account
    std::uint64_t lobby_first = 1;
    std::optional<Account> rebound_to{};  // set when retired: the account its names went to
};
struct KnownName {
    std::string folded;
    std::string skeleton;
    std::string display;
    Account account{};
};
struct KnownConversation {
    Conversation conversation;
    std::uint64_t number = 0;
    Hash hash{};
};
/// A room other than the lobby.
struct KnownRoom {
    ConversationId id{};
    RoomState state;
};
/// Everything that the core keeps in memory. Entries stay on the disk.
struct Snapshot {
    JournalId journal{};
    std::vector<JournalId> parents;
    std::vector<KnownAccount> accounts;
    std::vector<KnownName> names;  // current and earlier ones
    std::vector<KnownConversation> conversations;
    std::vector<KnownRoom> rooms;
    std::vector<ReadMark> reads;
    std::vector<Standing> standings;
    std::vector<Invite> invites;
};

// ---- several brokers -----------------------------------------------------------------------

/// The addresses of a broker, as HOST:PORT.
struct BrokerAddress {
    std::string peers;    // for the other brokers of its server; empty: none
    std::string clients;  // for people
};
/// Another broker of the same journal whose lease has not ended.
struct LiveBroker {
    std::int64_t writer = 0;  // as in the SharedBatch of what it commits
    BrokerAddress address;
};

/// The parts of the snapshot that other brokers have changed since then, or since the last News:
/// the accounts, with all their names, and the heads, positions, standings and invites as they are
/// now. Rooms are not among them: their entries tell their changes.
struct News {
    Snapshot changed;
    std::vector<Kick> kicks;          // since then
    std::vector<LiveBroker> brokers;  // now
    bool failed = false;              // the journal could not be read, and nothing is told
};

/// The broker's lease was renewed. Without one the others take its people for offline.
struct LeaseRenewed {
    std::chrono::milliseconds until{};  // on the steady clock
};

/// A StorageFinding is trouble that lasts while a commit has no outcome yet.
using JournalEvent = std::variant<Committed, PageRead, News, LeaseRenewed, StorageFinding>;

class Journal {
 public:
    virtual ~Journal() = default;
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Returns the content at the time of opening. The lobby is always among the conversations.
    virtual Snapshot snapshot() = 0;
    /// Starts one transaction. The caller must wait for its Committed before the next submit.
    virtual void submit(std::vector<Write> writes) = 0;
    virtual void read(PageRequest request) = 0;

    // A journal that several brokers may share has these. Call snapshot() before.
    /// Returns this broker's number among the writers; nullopt: nobody else can write.
    virtual std::optional<std::int64_t> writer() const { return std::nullopt; }
    /// Asks what has been committed, by other brokers and by this one. The answer is one News. News
    /// and the outcomes of own writes come in either order: what was changed while a rare write was
    /// being committed is told once more after its outcome.
    virtual void ask_news() {}
    /// Says that the core knows all changes of this batch, which may be its own: unless one before
    /// it is missing, no News tells them again.
    virtual void pass_over(const SharedBatch&) {}
    /// Takes a lease, and renews it until the journal is closed: LeaseRenewed tells each time.
    virtual void take_lease(const BrokerAddress&) {}

    /// Returns the results that arrived since the last call, oldest first.
    virtual std::vector<JournalEvent> completed() = 0;
    /// Returns what is wrong with the files of the journal just now, without reading them.
    virtual StorageFinding check() { return {}; }
    /// Sets the function that is called, from any thread, when completed() has results. Call before
    /// the first use.
    virtual void on_wake(std::function<void()> wake) = 0;
};

}  // namespace indaba::broker

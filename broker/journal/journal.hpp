#pragma once
/// The journal: what was said, committed to disk in order, who owns which name, who may come in.
/// It alone gives numbers and hashes. The server (through the core's effects) is its one caller;
/// `submit` and `read` return at once, results are fetched with `completed()` after the wake-up.
/// One contract test (tests/journal) runs on every implementation.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba::broker {

// ---- writing -------------------------------------------------------------------------------

/// Something said. `session` only tells which posts must keep their order among themselves.
struct Post {
    std::uint64_t session = 0;
    Conversation conversation;
    Account author{};
    WallMs at = 0;
    MessageId id{};
    std::string kind;
    std::string body;
};

/// An account claims a name, for ever; its first claim makes it known. A name the account
/// claimed earlier becomes its present one again.
struct Claim {
    Account account{};
    std::string shown;
    std::string folded;
    std::string skeleton;
    WallMs at = 0;
    std::uint64_t lobby_first = 1;  // kept from the first claim of the account only
};

/// A read position; an older one than the journal's changes nothing.
struct ReadMark {
    Account account{};
    ConversationId conversation{};
    std::uint64_t number = 0;
};

/// What was decided about an account; the last one holds. Not about its names.
struct Standing {
    Account account{};
    bool allowed = false;  // on the allow-list
    bool banned = false;
    bool op = false;  // an operator
    WallMs at = 0;
};

/// An invite's key pair admits whoever holds its secret half to `enrol`, as often as is left.
/// The last one of a key holds; one that is used up or expired may stay.
struct Invite {
    Account key{};                // public half
    std::uint64_t uses_left = 0;  // 0: used up
    WallMs expires_at = 0;        // 0: never
};

/// Somebody came in with an invite: both or none.
struct Enrolment {
    Standing standing;
    Invite invite;  // as it is afterwards
};

/// All names of `from` go to `to`, whose present name becomes from's; `from` is retired and keeps
/// its last name to be shown by. `announcement` is the lobby entry that tells of it (kind
/// `_rebind`, authored by the broker's key). All or nothing. Not stored when `from` has no name,
/// when either is retired, or when both are one.
struct Rebind {
    Account from{};
    Account to{};
    std::uint64_t lobby_first = 1;  // of `to`, if it never joined
    Post announcement;
};

using Write = std::variant<Post, Claim, ReadMark, Standing, Invite, Enrolment, Rebind>;

/// Committed. `duplicate`: the same post was stored before, and this is where.
struct Stored {
    std::uint64_t number = 0;  // of the post, or of what tells of a rebind; otherwise 0
    Hash hash{};
    WallMs at = 0;
    bool duplicate = false;
};
/// The id is stored with another conversation, kind or body.
struct IdReused {};
/// The name, or one that looks like it, belongs to another account.
struct NameTaken {};
/// Surely not stored: may be sent again.
struct NotStored {
    std::string why;
};
/// Not tried, since an earlier post of the same session was not stored.
struct Skipped {};
/// The commit failed in a way that leaves open whether it is on disk.
struct Unknown {
    std::string why;
};
using Outcome = std::variant<Stored, IdReused, NameTaken, NotStored, Skipped, Unknown>;

/// The end of one `submit`: outcomes in the order of its writes.
struct Committed {
    std::vector<Outcome> outcomes;
};

// ---- reading -------------------------------------------------------------------------------

/// Entries of one conversation, ascending: those after `after`, or the last ones before `before`,
/// never below `first` nor above `last`, at most `limit` of them and `max_bytes` of
/// encoded_size() (but one entry at least, if limit allows any).
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
    bool failed = false;  // the disk could not be read; the rest is empty
    std::vector<Entry> entries;
    Hash before{};      // hash of the entry before the first one; of entry `after` if none
    bool more = false;  // more within first..last, in the direction asked for
};

using JournalEvent = std::variant<Committed, PageRead>;

// ---- what is known at the start --------------------------------------------------------------

struct KnownAccount {
    Account account{};
    std::string name;  // the present one; of a retired account its last one
    std::uint64_t lobby_first = 1;
    std::optional<Account> rebound_to{};  // retired: its names are this one's, if not moved on
};
struct KnownName {
    std::string folded;
    std::string skeleton;
    std::string shown;
    Account account{};
};
struct KnownConversation {
    Conversation conversation;
    std::uint64_t number = 0;
    Hash hash{};
};
/// All that the core keeps in memory; entries stay on disk.
struct Snapshot {
    JournalId journal{};
    std::vector<JournalId> parents;
    std::vector<KnownAccount> accounts;
    std::vector<KnownName> names;  // present and earlier ones
    std::vector<KnownConversation> conversations;
    std::vector<ReadMark> reads;
    std::vector<Standing> standings;
    std::vector<Invite> invites;
};

class Journal {
 public:
    virtual ~Journal() = default;
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// As of the opening. The lobby is always among the conversations.
    virtual Snapshot snapshot() = 0;
    /// One transaction. Only one may be running: wait for its Committed.
    virtual void submit(std::vector<Write> writes) = 0;
    virtual void read(PageRequest request) = 0;
    /// What has ended since the last call, oldest first.
    virtual std::vector<JournalEvent> completed() = 0;
    /// `wake` is called, from any thread, when completed() has something; set before first use.
    virtual void on_wake(std::function<void()> wake) = 0;
};

}  // namespace indaba::broker

#pragma once
/// Declares every message on the wire, every limit and every refusal code, once for both sides.
/// protocol.md describes them, their order and their meaning for authors of other clients;
/// codec.hpp encodes them. The name of a field is never reused. A new field is `maybe` or
/// std::optional, always.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/clock.hpp"
#include "common/wire/bytes.hpp"

namespace indaba {

constexpr std::uint32_t protocol_version = 1;

/// The limits of the wire, in bytes unless the name says otherwise. Tests use each limit and one
/// more.
namespace limit {
constexpr std::size_t KiB = 1024;
constexpr std::size_t name_code_points = 32;
constexpr std::size_t name_bytes = 128;  // 32 code points of at most 4 bytes
constexpr std::size_t body = 16 * KiB;
constexpr std::size_t frame = 64 * KiB;
constexpr std::size_t list = 48 * KiB;  // a longer list is split, with `more` set
constexpr std::size_t page_entries = 256;
constexpr std::size_t kind_letters = 16;
constexpr std::size_t list_items = 2048;  // no list that fits `list` has more
constexpr std::size_t who_accounts = 512;
constexpr std::size_t map_fields = 64;
constexpr std::size_t depth = 8;       // nested maps and lists, the message itself counted
constexpr std::size_t reactions = 20;  // different ones on one message
constexpr std::size_t reaction = 64;   // bytes of one
constexpr std::size_t title_code_points = 40;
constexpr std::size_t topic_code_points = 256;
constexpr std::size_t room_owners = 64;  // so that a head fits a frame
}  // namespace limit

/// A required field or, for std::optional, one that may be left out.
template <class T>
struct Field {
    std::string_view name;
    T& value;
};
/// A field that is left out when it has its default value.
template <class T>
struct MaybeField {
    std::string_view name;
    T& value;
};
template <class T>
Field<T> field(std::string_view name, T& value) {
    return {name, value};
}
template <class T>
MaybeField<T> maybe(std::string_view name, T& value) {
    return {name, value};
}

// ---- parts of messages ---------------------------------------------------------------------

/// An account and the name shown for it.
struct Person {
    Account account{};
    std::string name;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("account", self.account), field("name", self.name)};
    }
    bool operator==(const Person&) const = default;
};

/// The two ends of a whisper, the lower account first (byte order).
struct Between {
    Account low{};
    Account high{};
    bool operator==(const Between&) const = default;
    bool has(const Account& account) const { return account == low || account == high; }
    const Account& other(const Account& account) const { return account == low ? high : low; }
};

/// The description of a conversation: a room with a title, or a whisper between two accounts. It is
/// the same for all its members.
struct Conversation {
    ConversationId id{};
    std::optional<std::string> room;
    std::optional<Between> between;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("id", self.id), field("room", self.room),
                          field("between", self.between)};
    }
    bool operator==(const Conversation&) const = default;
};

/// One committed message of a conversation. Numbers are dense and begin at 1.
struct Entry {
    std::uint64_t number = 0;
    Account account{};
    WallMs at = 0;
    MessageId id{};
    std::string kind;
    std::string body;
    std::optional<Hash> erased{};  // set: the body was deleted, and this was its hash
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("number", self.number),   field("account", self.account),
                          field("at", self.at),           field("id", self.id),
                          field("kind", self.kind),       field("body", self.body),
                          field("body_hash", self.erased)};
    }
    bool operator==(const Entry&) const = default;
};

/// A room as its members, and the directory of open rooms, show it.
struct RoomInfo {
    ConversationId id{};
    std::string title;
    std::string topic;
    bool is_private = false;
    bool from_joining = false;  // newcomers may read what was said after they joined
    bool archived = false;      // read-only
    std::uint64_t members = 0;
    std::vector<Account> owners;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("id", self.id),
                          field("title", self.title),
                          maybe("topic", self.topic),
                          maybe("private", self.is_private),
                          maybe("from_joining", self.from_joining),
                          maybe("archived", self.archived),
                          maybe("members", self.members),
                          maybe("owners", self.owners)};
    }
    bool operator==(const RoomInfo&) const = default;
};

/// The newest entry of a conversation, and what one account may read and has
/// read of it.
struct Head {
    Conversation conversation;
    std::uint64_t number = 0;        // of the last entry; 0: it has no entry yet
    Hash hash{};                     // of the last entry; zero when number is 0
    std::uint64_t first = 1;         // the first number this account may read
    std::uint64_t read = 0;          // this account's read position
    std::optional<RoomInfo> info{};  // of a room other than the lobby
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("conversation", self.conversation),
                          field("number", self.number),
                          field("hash", self.hash),
                          field("first", self.first),
                          field("read", self.read),
                          field("info", self.info)};
    }
    bool operator==(const Head&) const = default;
};

struct KnownPerson {
    Account account{};
    std::string name;
    bool online = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("account", self.account), field("name", self.name),
                          maybe("here", self.online)};
    }
    bool operator==(const KnownPerson&) const = default;
};

struct Limits {
    std::uint64_t name = limit::name_code_points;
    std::uint64_t body = limit::body;
    std::uint64_t frame = limit::frame;
    std::uint64_t page = limit::page_entries;
    std::uint64_t kind = limit::kind_letters;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("name", self.name), field("body", self.body),
                          field("frame", self.frame), field("page", self.page),
                          field("kind", self.kind)};
    }
    bool operator==(const Limits&) const = default;
};

// ---- client to broker ----------------------------------------------------------------------

/// The first message of a connection.
struct Hello {
    static constexpr std::string_view type = "hello";
    std::uint64_t version = protocol_version;
    std::string software;
    std::vector<std::string> features;
    std::optional<Account> account;  // unproven: counts on an unencrypted connection only
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("version", self.version), field("software", self.software),
                          maybe("features", self.features), field("account", self.account)};
    }
    bool operator==(const Hello&) const = default;
};

/// Makes the connection a session; on a session that has joined, asks for another name.
struct Join {
    static constexpr std::string_view type = "join";
    Nonce nonce{};
    std::optional<std::string> name;  // only when `welcome` had none, or to change it
    bool quiet = false;               // a quiet session does not count for presence
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("nonce", self.nonce), field("name", self.name),
                          maybe("quiet", self.quiet)};
    }
    bool operator==(const Join&) const = default;
};

/// Posts to a room. A resend with the same id is harmless.
struct Broadcast {
    static constexpr std::string_view type = "broadcast";
    MessageId id{};
    ConversationId room{};
    std::string kind;
    std::string body;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("id", self.id), field("room", self.room), field("kind", self.kind),
                          field("body", self.body)};
    }
    bool operator==(const Broadcast&) const = default;
};

/// Posts to one account. A resend with the same id is harmless.
struct Whisper {
    static constexpr std::string_view type = "whisper";
    MessageId id{};
    Account account{};
    std::string kind;
    std::string body;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("id", self.id), field("account", self.account),
                          field("kind", self.kind), field("body", self.body)};
    }
    bool operator==(const Whisper&) const = default;
};

/// Asks for a page: the entries after a number, or the newest ones before a number. A session has
/// one such request in flight.
struct History {
    static constexpr std::string_view type = "history";
    std::uint64_t request = 0;
    ConversationId conversation{};
    std::optional<std::uint64_t> after;
    std::optional<std::uint64_t> before;
    std::optional<Hash> hash;  // of the entry `after`; `diverged` if the journal has another
    std::uint64_t limit = limit::page_entries;  // 0 only compares
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("conversation", self.conversation),
                          field("after", self.after),     field("before", self.before),
                          field("hash", self.hash),       field("limit", self.limit)};
    }
    bool operator==(const History&) const = default;
};

/// Asks which account has a name, or which names these accounts have; with neither, asks for every
/// account that ever claimed a name.
struct Who {
    static constexpr std::string_view type = "who";
    std::uint64_t request = 0;
    std::optional<std::string> name;
    std::optional<std::vector<Account>> accounts;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("name", self.name),
                          field("accounts", self.accounts)};
    }
    bool operator==(const Who&) const = default;
};

/// Reports the own read position, which only moves forward.
struct Read {
    static constexpr std::string_view type = "read";
    ConversationId conversation{};
    std::uint64_t number = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("conversation", self.conversation), field("number", self.number)};
    }
    bool operator==(const Read&) const = default;
};

/// Asks for people, heads and ready again.
struct Sync {
    static constexpr std::string_view type = "sync";
    template <class Self>
    static auto fields(Self&) {
        return std::tuple{};
    }
    bool operator==(const Sync&) const = default;
};

struct Ping {
    static constexpr std::string_view type = "ping";
    template <class Self>
    static auto fields(Self&) {
        return std::tuple{};
    }
    bool operator==(const Ping&) const = default;
};

struct Bye {
    static constexpr std::string_view type = "bye";
    template <class Self>
    static auto fields(Self&) {
        return std::tuple{};
    }
    bool operator==(const Bye&) const = default;
};

/// Admits an account, on a connection that uses an invite's key. Such a connection allows no other
/// request.
struct Enrol {
    static constexpr std::string_view type = "enrol";
    Account account{};
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("account", self.account)};
    }
    bool operator==(const Enrol&) const = default;
};

/// An operator's order: `what` is kick, ban, unban or rename (then with `name`).
struct Order {
    static constexpr std::string_view type = "order";
    std::uint64_t request = 0;
    std::string what;
    Account account{};
    std::optional<std::string> name;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("what", self.what),
                          field("account", self.account), field("name", self.name)};
    }
    bool operator==(const Order&) const = default;
};

/// Asks for a change of a room, or for a new one. `action` is create (with
/// title), join, leave, add, remove, owner, member (each with account), title,
/// topic, archive or reopen.
struct RoomRequest {
    static constexpr std::string_view type = "room";
    std::uint64_t request = 0;
    std::string action;
    std::optional<ConversationId> conversation;  // absent for create
    std::optional<std::string> title;
    std::optional<std::string> topic;
    std::optional<Account> account;
    bool is_private = false;    // of a new room
    bool from_joining = false;  // of a new room
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request),
                          field("action", self.action),
                          field("conversation", self.conversation),
                          field("title", self.title),
                          field("topic", self.topic),
                          field("account", self.account),
                          maybe("private", self.is_private),
                          maybe("from_joining", self.from_joining)};
    }
    bool operator==(const RoomRequest&) const = default;
};

/// Asks for the open rooms, and the private ones of this account.
struct ListRooms {
    static constexpr std::string_view type = "rooms";
    std::uint64_t request = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request)};
    }
    bool operator==(const ListRooms&) const = default;
};

/// Asks for the members of a room.
struct ListMembers {
    static constexpr std::string_view type = "members";
    std::uint64_t request = 0;
    ConversationId conversation{};
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("conversation", self.conversation)};
    }
    bool operator==(const ListMembers&) const = default;
};

// ---- broker to client ----------------------------------------------------------------------

struct Welcome {
    static constexpr std::string_view type = "welcome";
    std::uint64_t version = protocol_version;
    Nonce nonce{};
    JournalId journal{};
    std::vector<JournalId> parents;
    Account account{};                // the account this connection speaks for
    std::optional<std::string> name;  // nullopt: `join` must bring one
    std::vector<std::string> features;
    Limits limits;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("version", self.version),   field("nonce", self.nonce),
                          field("journal", self.journal),   maybe("parents", self.parents),
                          field("account", self.account),   field("name", self.name),
                          maybe("features", self.features), field("limits", self.limits)};
    }
    bool operator==(const Welcome&) const = default;
};

/// The people who are online, as of a presence version.
struct People {
    static constexpr std::string_view type = "people";
    std::uint64_t version = 0;
    std::vector<Person> people;
    bool more = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("version", self.version), field("people", self.people),
                          maybe("more", self.more)};
    }
    bool operator==(const People&) const = default;
};

/// The heads of the account's conversations.
struct Heads {
    static constexpr std::string_view type = "heads";
    std::vector<Head> heads;
    std::vector<Person> names;
    bool more = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("heads", self.heads), maybe("names", self.names),
                          maybe("more", self.more)};
    }
    bool operator==(const Heads&) const = default;
};

/// Begins live delivery. Ends every request in flight.
struct Ready {
    static constexpr std::string_view type = "ready";
    template <class Self>
    static auto fields(Self&) {
        return std::tuple{};
    }
    bool operator==(const Ready&) const = default;
};

/// The entries that were committed in one conversation, in the order of numbers.
struct Entries {
    static constexpr std::string_view type = "entries";
    Conversation conversation;
    std::vector<Entry> entries;
    std::vector<Person> names;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("conversation", self.conversation), field("entries", self.entries),
                          maybe("names", self.names)};
    }
    bool operator==(const Entries&) const = default;
};

/// The answer to `history`.
struct Page {
    static constexpr std::string_view type = "page";
    std::uint64_t request = 0;
    Conversation conversation;
    Hash hash{};  // of the entry before the first one here; zero before number 1
    std::vector<Entry> entries;
    std::vector<Person> names;
    bool more = false;  // there are more entries in the direction asked for
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("conversation", self.conversation),
                          field("hash", self.hash),       field("entries", self.entries),
                          maybe("names", self.names),     maybe("more", self.more)};
    }
    bool operator==(const Page&) const = default;
};

/// The answer to `who`.
struct Known {
    static constexpr std::string_view type = "known";
    std::uint64_t request = 0;
    std::vector<KnownPerson> accounts;
    bool more = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("accounts", self.accounts),
                          maybe("more", self.more)};
    }
    bool operator==(const Known&) const = default;
};

/// The people who joined, left or changed their names since the version before.
struct Presence {
    static constexpr std::string_view type = "presence";
    std::uint64_t version = 0;
    std::vector<Person> joined;
    std::vector<Account> left;
    std::vector<Person> named;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("version", self.version), maybe("joined", self.joined),
                          maybe("left", self.left), maybe("named", self.named)};
    }
    bool operator==(const Presence&) const = default;
};

struct Pong {
    static constexpr std::string_view type = "pong";
    Digest digest{};
    std::uint64_t version = 0;  // of presence
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("digest", self.digest), field("version", self.version)};
    }
    bool operator==(const Pong&) const = default;
};

/// Says that a message was refused. With `retry_ms` the same message may be sent again after that
/// time; `not_joined` and `retry_order` bring no time and are not final either (see namespace
/// code).
struct Refusal {
    static constexpr std::string_view type = "refusal";
    std::string code;
    std::string sentence;
    std::optional<MessageId> id{};
    std::optional<std::uint64_t> request{};
    std::optional<std::uint64_t> retry_ms{};
    std::optional<Account> account{};  // with `rebound`: the account that has the name now

    static Refusal final(std::string_view code, std::string_view sentence) {
        return {std::string(code), std::string(sentence)};
    }
    static Refusal retry(std::string_view code, std::string_view sentence,
                         std::chrono::milliseconds after) {
        Refusal refusal = final(code, sentence);
        refusal.retry_ms = static_cast<std::uint64_t>(after.count());
        return refusal;
    }
    /// Return the same refusal of a post, of a request, or naming the account that has the name
    /// now.
    Refusal about(const MessageId& post) && {
        id = post;
        return std::move(*this);
    }
    Refusal to_request(std::uint64_t number) && {
        request = number;
        return std::move(*this);
    }
    Refusal naming(const Account& successor) && {
        account = successor;
        return std::move(*this);
    }

    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("code", self.code),
                          field("sentence", self.sentence),
                          field("id", self.id),
                          field("request", self.request),
                          field("retry_ms", self.retry_ms),
                          field("account", self.account)};
    }
    bool operator==(const Refusal&) const = default;
};

/// The account may connect with its own key from now on.
struct Enrolled {
    static constexpr std::string_view type = "enrolled";
    template <class Self>
    static auto fields(Self&) {
        return std::tuple{};
    }
    bool operator==(const Enrolled&) const = default;
};

/// An order was carried out.
struct Done {
    static constexpr std::string_view type = "done";
    std::uint64_t request = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request)};
    }
    bool operator==(const Done&) const = default;
};

/// The answer to `rooms`; it continues while `more` is true.
struct RoomDirectory {
    static constexpr std::string_view type = "directory";
    std::uint64_t request = 0;
    std::vector<RoomInfo> rooms;
    bool more = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("rooms", self.rooms),
                          maybe("more", self.more)};
    }
    bool operator==(const RoomDirectory&) const = default;
};

/// The answer to `members`; it continues while `more` is true.
struct MemberList {
    static constexpr std::string_view type = "member_list";
    std::uint64_t request = 0;
    ConversationId conversation{};
    std::vector<Person> members;
    bool more = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("request", self.request), field("conversation", self.conversation),
                          field("members", self.members), maybe("more", self.more)};
    }
    bool operator==(const MemberList&) const = default;
};

/// This account became a member of a room, by itself or because it was added.
struct RoomJoined {
    static constexpr std::string_view type = "room_joined";
    Head head;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("head", self.head)};
    }
    bool operator==(const RoomJoined&) const = default;
};

/// This account is no longer a member of a room. Nothing more of it follows.
struct RoomLeft {
    static constexpr std::string_view type = "room_left";
    ConversationId conversation{};
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("conversation", self.conversation)};
    }
    bool operator==(const RoomLeft&) const = default;
};

struct Notice {
    static constexpr std::string_view type = "notice";
    std::string code;  // stopping, kicked, banned, rebound, slow_down
    std::string sentence;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("code", self.code), field("sentence", self.sentence)};
    }
    bool operator==(const Notice&) const = default;
};

using ToBroker = std::variant<Hello, Join, Broadcast, Whisper, History, Who, Read, Sync, Ping, Bye,
                              Enrol, Order, RoomRequest, ListRooms, ListMembers>;
using ToClient =
    std::variant<Welcome, People, Heads, Ready, Entries, Page, Known, Presence, Pong, Refusal,
                 Notice, Enrolled, Done, RoomDirectory, MemberList, RoomJoined, RoomLeft>;

/// The codes of refusals. The sentence beside a code is for people.
namespace code {
// final, about the message itself
constexpr std::string_view bad_message = "bad_message";
constexpr std::string_view unknown_message = "unknown_message";
constexpr std::string_view version = "version";
constexpr std::string_view needs_account = "needs_account";
constexpr std::string_view bad_nonce = "bad_nonce";
// final, about a name
constexpr std::string_view name_taken = "name_taken";
constexpr std::string_view name_unfit = "name_unfit";
constexpr std::string_view name_needed = "name_needed";
constexpr std::string_view names_used_up = "names_used_up";
// final, about a post
constexpr std::string_view unknown_room = "unknown_room";
constexpr std::string_view unknown_account = "unknown_account";
constexpr std::string_view bad_kind = "bad_kind";
constexpr std::string_view reserved_kind = "reserved_kind";
constexpr std::string_view bad_text = "bad_text";
constexpr std::string_view too_long = "too_long";
constexpr std::string_view id_reused = "id_reused";
// final, about a post that names an earlier entry
constexpr std::string_view unknown_entry = "unknown_entry";
constexpr std::string_view not_author = "not_author";
constexpr std::string_view bad_reference = "bad_reference";
constexpr std::string_view reactions_used_up = "reactions_used_up";
// final, about a room
constexpr std::string_view title_taken = "title_taken";
constexpr std::string_view title_unfit = "title_unfit";
constexpr std::string_view not_member = "not_member";
constexpr std::string_view not_owner = "not_owner";
constexpr std::string_view last_owner = "last_owner";
constexpr std::string_view archived = "archived";
constexpr std::string_view rooms_used_up = "rooms_used_up";
constexpr std::string_view unknown_action = "unknown_action";
// about a request
constexpr std::string_view unknown_conversation = "unknown_conversation";
constexpr std::string_view diverged = "diverged";
constexpr std::string_view one_at_a_time = "one_at_a_time";
// about admission, and about orders
constexpr std::string_view banned = "banned";
constexpr std::string_view rebound = "rebound";  // also of a whisper: `account` has the name now
constexpr std::string_view invite_over = "invite_over";  // used up or expired
constexpr std::string_view enrol_only = "enrol_only";    // on an invite's connection
constexpr std::string_view not_operator = "not_operator";
constexpr std::string_view unknown_order = "unknown_order";
constexpr std::string_view not_online = "not_online";  // whom a kick names
// not final: with retry_ms, except retry_order and not_joined
constexpr std::string_view busy = "busy";
constexpr std::string_view not_stored = "not_stored";
constexpr std::string_view disk_full = "disk_full";
constexpr std::string_view disk_failing = "disk_failing";              // perhaps stored
constexpr std::string_view journal_unreadable = "journal_unreadable";  // final for `history`
constexpr std::string_view journal_unreachable = "journal_unreachable";
constexpr std::string_view stopping = "stopping";
constexpr std::string_view retry_order = "retry_order";
constexpr std::string_view not_joined = "not_joined";  // first hello, join, ready
constexpr std::string_view slow_down = "slow_down";    // over the rate limit; also a notice
constexpr std::string_view too_many_connections = "too_many_connections";  // of one account
}  // namespace code

/// The room that always exists and that every account is in. Its id is the same in every journal,
/// the BLAKE2b-128 hash of "#lobby", so that a client may post there before it knows other rooms.
extern const ConversationId lobby;
constexpr std::string_view lobby_title = "#lobby";

}  // namespace indaba

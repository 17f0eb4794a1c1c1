#pragma once
/// The records of a dump: everything that a journal holds, in an order and a form that no journal
/// has for itself. So it moves between any two journals, and two dumps of the same content are the
/// same bytes.
///
/// The file: 16 bytes `dump_magic`, then the records. Each is its length in 4 bytes (big-endian)
/// and that many bytes of msgpack: a map like a message of the wire, with the record's type as `t`
/// (codec.hpp). The sections follow each other as in DumpRecord, each in ascending order of what
/// its record's comment says (bytes; numbers by value), without a repetition. The last record is
/// DumpEnd. In the readable form (dump_json.hpp) each record is a line.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "common/wire/protocol.hpp"

namespace indaba {

/// A file whose line ends were converted does not begin with it.
constexpr std::string_view dump_magic = "indaba-journal\r\n";
constexpr std::uint64_t dump_version = 1;

/// The first record, once. `t` and `version` stay what they are in every later version.
struct DumpJournal {
    static constexpr std::string_view type = "journal";
    std::uint64_t version = dump_version;
    JournalId id{};
    std::vector<JournalId> parents;
    std::optional<Account> key;  // the public half of the key that serves it
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("version", self.version), field("id", self.id),
                          field("parents", self.parents), field("key", self.key)};
    }
    bool operator==(const DumpJournal&) const = default;
};

/// An account that has or had a name, by account. One that only wrote is no record.
struct DumpAccount {
    static constexpr std::string_view type = "account";
    Account account{};
    std::optional<std::string> name;  // the current one
    std::optional<std::uint64_t> lobby_first;
    std::optional<Account> rebound_to;  // set when retired
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("account", self.account), field("name", self.name),
                          field("lobby_first", self.lobby_first),
                          field("rebound_to", self.rebound_to)};
    }
    bool operator==(const DumpAccount&) const = default;
};

/// A current or earlier name, by `folded`.
struct DumpName {
    static constexpr std::string_view type = "name";
    std::string folded;
    std::string skeleton;
    std::string display;
    Account account{};
    std::string icu;  // the version that folded it
    WallMs claimed_at = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("folded", self.folded),   field("skeleton", self.skeleton),
                          field("display", self.display), field("account", self.account),
                          field("icu", self.icu),         field("claimed_at", self.claimed_at)};
    }
    bool operator==(const DumpName&) const = default;
};

/// The access of an account, by account.
struct DumpStanding {
    static constexpr std::string_view type = "standing";
    Account account{};
    bool allowed = false;
    bool banned = false;
    bool op = false;
    WallMs at = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("account", self.account), field("allowed", self.allowed),
                          field("banned", self.banned), field("op", self.op), field("at", self.at)};
    }
    bool operator==(const DumpStanding&) const = default;
};

/// An invite, by key.
struct DumpInvite {
    static constexpr std::string_view type = "invite";
    Account key{};
    std::uint64_t uses_left = 0;
    WallMs expires_at = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("key", self.key), field("uses_left", self.uses_left),
                          field("expires_at", self.expires_at)};
    }
    bool operator==(const DumpInvite&) const = default;
};

/// A conversation with its head, by id. A whisper without an entry is no record.
struct DumpConversation {
    static constexpr std::string_view type = "conversation";
    Conversation conversation;
    std::uint64_t number = 0;
    Hash hash{};
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple_cat(Conversation::fields(self.conversation),
                              std::tuple{field("number", self.number), field("hash", self.hash)});
    }
    bool operator==(const DumpConversation&) const = default;
};

/// A room other than the lobby, without its title, by id.
struct DumpRoom {
    static constexpr std::string_view type = "room";
    ConversationId id{};
    std::string folded;    // of the title
    std::string skeleton;  // of the title
    std::string icu;       // the version that folded it
    std::string topic;
    bool is_private = false;
    bool from_joining = false;
    bool archived = false;
    Account creator{};
    WallMs created_at = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("id", self.id),
                          field("folded", self.folded),
                          field("skeleton", self.skeleton),
                          field("icu", self.icu),
                          field("topic", self.topic),
                          field("private", self.is_private),
                          field("from_joining", self.from_joining),
                          field("archived", self.archived),
                          field("creator", self.creator),
                          field("created_at", self.created_at)};
    }
    bool operator==(const DumpRoom&) const = default;
};

/// A member of a room, by room and account.
struct DumpMember {
    static constexpr std::string_view type = "member";
    ConversationId room{};
    Account account{};
    std::uint64_t first = 1;
    bool owner = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("room", self.room), field("account", self.account),
                          field("first", self.first), field("owner", self.owner)};
    }
    bool operator==(const DumpMember&) const = default;
};

/// An entry with its hash of the chain, by conversation and number.
struct DumpEntry {
    static constexpr std::string_view type = "entry";
    ConversationId conversation{};
    Entry entry;
    Hash hash{};
    bool unexplained = false;  // its body was deleted by an erasure that a restore did not find
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple_cat(
            std::tuple{field("conversation", self.conversation)}, Entry::fields(self.entry),
            std::tuple{field("hash", self.hash), maybe("unexplained", self.unexplained)});
    }
    bool operator==(const DumpEntry&) const = default;
};

/// Tells which message an edit changes, also of an edit that has no body any more. By conversation,
/// message and number.
struct DumpEdit {
    static constexpr std::string_view type = "edit";
    ConversationId conversation{};
    std::uint64_t message = 0;
    std::uint64_t number = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("conversation", self.conversation), field("message", self.message),
                          field("number", self.number)};
    }
    bool operator==(const DumpEdit&) const = default;
};

/// A reaction that stands, by conversation, message, emoji and account.
struct DumpReaction {
    static constexpr std::string_view type = "reaction";
    ConversationId conversation{};
    std::uint64_t message = 0;
    std::string emoji;
    Account account{};
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("conversation", self.conversation), field("message", self.message),
                          field("emoji", self.emoji), field("account", self.account)};
    }
    bool operator==(const DumpReaction&) const = default;
};

/// A read position, by account and conversation.
struct DumpRead {
    static constexpr std::string_view type = "read";
    Account account{};
    ConversationId conversation{};
    std::uint64_t number = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("account", self.account), field("conversation", self.conversation),
                          field("number", self.number)};
    }
    bool operator==(const DumpRead&) const = default;
};

/// The last record. `hash` is BLAKE2b-256 over the hash of the records before the last one of them
/// (32 zero bytes at first) and the msgpack bytes of that one, as the chain of a conversation goes.
struct DumpEnd {
    static constexpr std::string_view type = "end";
    std::uint64_t records = 0;  // before this one
    Hash hash{};
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("records", self.records), field("hash", self.hash)};
    }
    bool operator==(const DumpEnd&) const = default;
};

using DumpRecord =
    std::variant<DumpJournal, DumpAccount, DumpName, DumpStanding, DumpInvite, DumpConversation,
                 DumpRoom, DumpMember, DumpEntry, DumpEdit, DumpReaction, DumpRead, DumpEnd>;

}  // namespace indaba

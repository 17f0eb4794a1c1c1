#pragma once
/// The kinds of entries, and the bodies of those kinds that are msgpack maps. An entry that was
/// stored never changes: a client folds replies, edits, erasures and reactions over the earlier
/// entries of the same conversation that they name by number. codec.hpp encodes and decodes them.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "common/wire/protocol.hpp"

namespace indaba {

constexpr std::string_view kind_text = "text";
constexpr std::string_view kind_reply = "reply";
constexpr std::string_view kind_edit = "edit";
constexpr std::string_view kind_erase = "erase";
constexpr std::string_view kind_react = "react";
/// Announces that a name went to another key. Only the broker posts it; its body is a Rebound.
constexpr std::string_view kind_rebind = "_rebind";
/// Announces a change of a room. Only the broker posts it; its body is a RoomEvent.
constexpr std::string_view kind_room = "_room";

/// A text that answers an earlier message.
struct ReplyBody {
    static constexpr std::string_view kind = kind_reply;
    std::uint64_t to = 0;
    std::string text;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("to", self.to), field("text", self.text)};
    }
    bool operator==(const ReplyBody&) const = default;
};

/// The new text of an own message.
struct EditBody {
    static constexpr std::string_view kind = kind_edit;
    std::uint64_t of = 0;
    std::string text;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("of", self.of), field("text", self.text)};
    }
    bool operator==(const EditBody&) const = default;
};

/// Deletes an own message, or as an operator anybody's, and its edits.
struct EraseBody {
    static constexpr std::string_view kind = kind_erase;
    std::uint64_t of = 0;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("of", self.of)};
    }
    bool operator==(const EraseBody&) const = default;
};

/// Puts a reaction on a message, or takes it off.
struct ReactionBody {
    static constexpr std::string_view kind = kind_react;
    std::uint64_t of = 0;
    std::string emoji;  // one grapheme
    bool off = false;
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("of", self.of), field("emoji", self.emoji), maybe("off", self.off)};
    }
    bool operator==(const ReactionBody&) const = default;
};

/// The body of an entry that names an earlier one.
using ReferringBody = std::variant<ReplyBody, EditBody, EraseBody, ReactionBody>;

/// Returns true for the kinds whose body is a ReferringBody.
constexpr bool is_referring(std::string_view kind) {
    return kind == kind_reply || kind == kind_edit || kind == kind_erase || kind == kind_react;
}
/// Returns the number of the entry that a body names.
inline std::uint64_t referred_number(const ReferringBody& body) {
    return std::visit(
        [](const auto& any) {
            if constexpr (requires { any.of; })
                return any.of;
            else
                return any.to;
        },
        body);
}
/// Returns true for the kinds that are messages of people: those that can be answered, edited,
/// erased and reacted to, and that count as unread.
constexpr bool is_message(std::string_view kind) { return kind == kind_text || kind == kind_reply; }
/// Returns true for the kinds that move their author's read position: all but those that only
/// change an earlier message, whose author may not have read what came after it.
constexpr bool moves_read_position(std::string_view kind) {
    return kind != kind_edit && kind != kind_erase && kind != kind_react;
}

/// The body of a `_rebind` entry.
struct Rebound {
    static constexpr std::string_view type = "rebind";
    std::string name;
    Account from{};
    Account to{};
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("name", self.name), field("from", self.from), field("to", self.to)};
    }
    bool operator==(const Rebound&) const = default;
};

/// The body of a `_room` entry. `what` is created, joined, left, added,
/// removed, owner, member, title, topic, archived, reopened or rebound;
/// later versions may add others.
struct RoomEvent {
    std::string what;
    Account by{};                      // who did it; the broker's key for its operator's console
    std::optional<Account> account;    // whom added, removed, owner, member and rebound are about
    std::optional<Account> from;       // of rebound: the old account whose place `account` takes
    std::optional<std::string> title;  // of created and title
    std::optional<std::string> topic;  // of created and topic
    bool is_private = false;           // of created
    bool from_joining = false;         // of created
    template <class Self>
    static auto fields(Self& self) {
        return std::tuple{field("t", self.what),
                          field("by", self.by),
                          field("account", self.account),
                          field("from", self.from),
                          field("title", self.title),
                          field("topic", self.topic),
                          maybe("private", self.is_private),
                          maybe("from_joining", self.from_joining)};
    }
    bool operator==(const RoomEvent&) const = default;
};

}  // namespace indaba

#pragma once
/// The messages of a conversation that a person can go to, and how each of them is typed. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/client/text/calendar.hpp"

namespace indaba::client {

struct FirstMessage {
    bool operator==(const FirstMessage&) const = default;
};
struct FirstUnread {
    bool operator==(const FirstUnread&) const = default;
};
struct NewestMessage {
    bool operator==(const NewestMessage&) const = default;
};
struct NumberedMessage {
    std::uint64_t number = 0;
    bool operator==(const NumberedMessage&) const = default;
};
/// The first message of a day, or else of the days after it.
struct FirstOfDay {
    CalendarDay day{};
    bool operator==(const FirstOfDay&) const = default;
};
/// A message of any conversation of the server; whether the link is a valid one is not known.
struct LinkedMessage {
    std::string link;
    bool operator==(const LinkedMessage&) const = default;
};
using GoTarget = std::variant<FirstMessage, FirstUnread, NewestMessage, NumberedMessage, FirstOfDay,
                              LinkedMessage>;

/// Reads "first", "unread", "newest", "12345", "12,345", "indaba://…", and the days of parse_day().
/// Returns nullopt for anything else.
std::optional<GoTarget> parse_go_target(std::string_view typed, CalendarDay today);

/// Returns whether the text begins as the address of a message does.
bool begins_message_link(std::string_view typed);

}  // namespace indaba::client

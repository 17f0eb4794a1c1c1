#include "common/client/text/go_target.hpp"

#include <algorithm>

#include "common/base/number.hpp"

namespace indaba::client {
namespace {

/// Returns the number, between whose thousands commas may stand, as the window writes them.
std::optional<std::uint64_t> grouped_number(std::string_view typed) {
    std::string digits(typed);
    std::erase(digits, ',');
    return parse_number<std::uint64_t>(digits);
}

}  // namespace

bool begins_message_link(std::string_view typed) { return typed.starts_with("indaba://"); }

std::optional<GoTarget> parse_go_target(std::string_view typed, CalendarDay today) {
    if (typed == "first") return FirstMessage{};
    if (typed == "unread") return FirstUnread{};
    if (typed == "newest") return NewestMessage{};
    if (begins_message_link(typed)) return LinkedMessage{std::string(typed)};
    if (const auto number = grouped_number(typed)) return NumberedMessage{*number};
    if (const auto day = parse_day(typed, today)) return FirstOfDay{*day};
    return std::nullopt;
}

}  // namespace indaba::client

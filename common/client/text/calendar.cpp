#include "common/client/text/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/number.hpp"

namespace indaba::client {
namespace {

using std::chrono::year_month;
using std::chrono::year_month_day;

/// Returns the number that `text` is as a whole, without a sign; nullopt for any other text.
std::optional<unsigned> digits(std::string_view text) { return parse_number<unsigned>(text); }

}  // namespace

CalendarDay day_with_number(std::int64_t day_number) {
    return CalendarDay{std::chrono::days{static_cast<int>(
        std::clamp(day_number, number_of(first_calendar_day), number_of(last_calendar_day)))}};
}

std::int64_t number_of(CalendarDay day) { return day.time_since_epoch().count(); }

year_month month_of(CalendarDay day) {
    const year_month_day date{day};
    return date.year() / date.month();
}

CalendarDay plus_months(CalendarDay day, int count) {
    const year_month month = month_of(day) + std::chrono::months{count};
    const auto last = (month / std::chrono::last).day();
    const CalendarDay moved{month / std::min(year_month_day{day}.day(), last)};
    return std::clamp(moved, first_calendar_day, last_calendar_day);
}

std::vector<CalendarWeek> weeks_of(year_month month) {
    const CalendarDay first{month / 1}, last{month / std::chrono::last};
    const CalendarDay monday = first - (std::chrono::weekday{first} - std::chrono::Monday);
    std::vector<CalendarWeek> weeks;
    for (CalendarDay day = monday; day <= last;)
        for (CalendarDay& each : weeks.emplace_back()) {
            each = day;
            day += std::chrono::days{1};
        }
    return weeks;
}

std::string_view name_of_month(unsigned month) {
    constexpr std::array<std::string_view, 12> names{
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    return names[(month + 11) % names.size()];
}

std::string month_in_words(year_month month) {
    return fmt::format("{} {}", name_of_month(static_cast<unsigned>(month.month())),
                       static_cast<int>(month.year()));
}

std::string date_in_digits(CalendarDay day) {
    const year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<CalendarDay> parse_day(std::string_view typed, CalendarDay today) {
    if (typed == "today") return today;
    if (typed == "yesterday") return today - std::chrono::days{1};
    const bool is_month = typed.size() == 7;
    if ((!is_month && (typed.size() != 10 || typed[7] != '-')) || typed[4] != '-')
        return std::nullopt;
    const auto year = digits(typed.substr(0, 4)), month = digits(typed.substr(5, 2)),
               day = is_month ? std::optional(1u) : digits(typed.substr(8));
    if (!year || !month || !day) return std::nullopt;
    const year_month_day date{std::chrono::year{static_cast<int>(*year)},
                              std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok() || CalendarDay{date} < first_calendar_day) return std::nullopt;
    return CalendarDay{date};
}

}  // namespace indaba::client

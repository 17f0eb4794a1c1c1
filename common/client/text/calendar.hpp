#pragma once
/// Days and months as a calendar shows them, and days as people type them. Pure: knows no clock and
/// no time zone; local_time.hpp says which day a moment belongs to.
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace indaba::client {

/// A calendar day, whatever its length. Its count of days is the day_number() of local_time.hpp.
using CalendarDay = std::chrono::sys_days;
constexpr CalendarDay first_calendar_day = std::chrono::sys_days{std::chrono::days{0}};
constexpr CalendarDay last_calendar_day{std::chrono::year{9999} / 12 / 31};

/// Returns the day with this number, or else the first or the last day that a calendar shows.
CalendarDay day_with_number(std::int64_t day_number);
/// Returns its number.
std::int64_t number_of(CalendarDay day);

/// Returns the month that has this day.
std::chrono::year_month month_of(CalendarDay day);
/// Returns the same day of a month that is so many months later, or earlier; the last day of that
/// month if it is shorter.
CalendarDay plus_months(CalendarDay day, int months);

/// Seven days, Monday first.
using CalendarWeek = std::array<CalendarDay, 7>;
/// Returns the four to six weeks that have a day of the month. The first and the last one may have
/// days of the months beside it.
std::vector<CalendarWeek> weeks_of(std::chrono::year_month month);

/// Returns "November", whatever the locale is; `month` is from 1 to 12.
std::string_view name_of_month(unsigned month);
/// Returns "November 2026".
std::string month_in_words(std::chrono::year_month month);
/// Returns "2026-11-01".
std::string date_in_digits(CalendarDay day);

/// Reads "2026-11-01", "2026-11" (the first day of that month), "today" and "yesterday". Returns
/// nullopt for anything else.
std::optional<CalendarDay> parse_day(std::string_view typed, CalendarDay today);

}  // namespace indaba::client

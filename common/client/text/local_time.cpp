#include "common/client/text/local_time.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "common/client/text/calendar.hpp"

namespace indaba::client {
namespace {

namespace chrono = std::chrono;

struct LocalTime {
    chrono::year_month_day date;
    int hour = 0, minute = 0, second = 0;
};

/// Returns the time in UTC for one that the system cannot convert: Windows knows none before 1970
/// and none after 3000.
LocalTime utc(WallMs at) {
    const chrono::sys_seconds time{chrono::floor<chrono::seconds>(chrono::milliseconds{at})};
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::hh_mm_ss clock{time - day};
    return {chrono::year_month_day{day}, static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())};
}

LocalTime local(WallMs at) {
    const auto seconds = static_cast<std::time_t>(at / 1000);
    const std::tm* parts = std::localtime(&seconds);
    if (!parts) return utc(at);
    return {chrono::year_month_day{chrono::year{1900 + parts->tm_year},
                                   chrono::month{static_cast<unsigned>(parts->tm_mon + 1)},
                                   chrono::day{static_cast<unsigned>(parts->tm_mday)}},
            parts->tm_hour, parts->tm_min, parts->tm_sec};
}

std::string day_of(const LocalTime& time) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(time.date.year()),
                       static_cast<unsigned>(time.date.month()),
                       static_cast<unsigned>(time.date.day()));
}

}  // namespace

std::string clock_time(WallMs at) {
    const LocalTime time = local(at);
    return fmt::format("{:02}:{:02}", time.hour, time.minute);
}
std::string calendar_day(WallMs at) { return day_of(local(at)); }
std::string full_time(WallMs at) {
    const LocalTime time = local(at);
    return fmt::format("{} {:02}:{:02}:{:02}", day_of(time), time.hour, time.minute, time.second);
}

std::int64_t day_number(WallMs at) {
    return chrono::sys_days{local(at).date}.time_since_epoch().count();
}

WallMs next_day(WallMs at) {
    constexpr WallMs hour = 3'600'000;
    const std::int64_t today = day_number(at);
    WallMs same = at, other = at + hour;  // steps of an hour: no zone has a shorter day
    while (day_number(other) == today && other < at + 50 * hour)
        same = std::exchange(other, other + hour);
    while (other - same > 1) {
        const WallMs middle = same + (other - same) / 2;
        (day_number(middle) == today ? same : other) = middle;
    }
    return other;
}

WallMs begin_of_day(std::int64_t day) {
    constexpr WallMs hour = 3'600'000;
    // No zone is further than 26 hours from UTC.
    WallMs before = (day * 24 - 36) * hour, from = (day * 24 + 36) * hour;
    while (from - before > 1) {
        const WallMs middle = before + (from - before) / 2;
        (day_number(middle) < day ? before : from) = middle;
    }
    return from;
}

std::string day_in_words(WallMs at, WallMs now) {
    const chrono::year_month_day day = local(at).date;
    std::string words = fmt::format("{} {}", static_cast<unsigned>(day.day()),
                                    name_of_month(static_cast<unsigned>(day.month())));
    if (local(now).date.year() != day.year())
        words += " " + std::to_string(static_cast<int>(day.year()));
    return words;
}

}  // namespace indaba::client

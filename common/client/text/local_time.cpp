#include "common/client/text/local_time.hpp"

#include <chrono>
#include <ctime>
#include <utility>

#include "common/client/text/calendar.hpp"

namespace indaba::client {
namespace {

const std::tm* parts_of(WallMs at) {
    const auto seconds = static_cast<std::time_t>(at / 1000);
    return std::localtime(&seconds);
}

std::string formatted(WallMs at, const char* format) {
    const std::tm* parts = parts_of(at);
    if (!parts) return "?";
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, format, parts));
}

}  // namespace

std::string clock_time(WallMs at) { return formatted(at, "%H:%M"); }
std::string calendar_day(WallMs at) { return formatted(at, "%Y-%m-%d"); }
std::string full_time(WallMs at) { return formatted(at, "%Y-%m-%d %H:%M:%S"); }

std::int64_t day_number(WallMs at) {
    using namespace std::chrono;
    const std::tm* parts = parts_of(at);
    if (!parts) return floor<days>(milliseconds{at}).count();
    const year_month_day date{year{1900 + parts->tm_year},
                              month{static_cast<unsigned>(parts->tm_mon + 1)},
                              day{static_cast<unsigned>(parts->tm_mday)}};
    return sys_days{date}.time_since_epoch().count();
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
    const std::tm* parts = parts_of(at);
    if (!parts) return "?";
    const std::tm day = *parts;
    // The month names of strftime follow the locale, but the program uses English.
    std::string words = std::to_string(day.tm_mday) + " ";
    words += name_of_month(static_cast<unsigned>(day.tm_mon + 1));
    const std::tm* today = parts_of(now);
    if (today && today->tm_year != day.tm_year) words += " " + std::to_string(1900 + day.tm_year);
    return words;
}

}  // namespace indaba::client

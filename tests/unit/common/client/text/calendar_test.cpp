#include "common/client/text/calendar.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "tests/support/local_zone.hpp"

using namespace indaba;
using namespace indaba::client;

namespace {

CalendarDay date_of(int of_year, unsigned month, unsigned day) {
    return CalendarDay{std::chrono::year{of_year} / static_cast<int>(month) /
                       static_cast<int>(day)};
}

/// Returns the weeks of a month, each as its first and last day.
std::vector<std::string> week_ends(int of_year, int month) {
    std::vector<std::string> found;
    for (const CalendarWeek& week : weeks_of(std::chrono::year{of_year} / month))
        found.push_back(date_in_digits(week.front()) + " " + date_in_digits(week.back()));
    return found;
}

std::string in_other_month(CalendarDay day, int months) {
    return date_in_digits(plus_months(day, months));
}

}  // namespace

TEST_SUITE_BEGIN("calendar");

TEST_CASE("the weeks of a month begin on Monday and have all of its days") {
    using Weeks = std::vector<std::string>;
    CHECK(week_ends(2026, 11) == Weeks{"2026-10-26 2026-11-01", "2026-11-02 2026-11-08",
                                       "2026-11-09 2026-11-15", "2026-11-16 2026-11-22",
                                       "2026-11-23 2026-11-29", "2026-11-30 2026-12-06"});
    CHECK(week_ends(2027, 2) == Weeks{"2027-02-01 2027-02-07", "2027-02-08 2027-02-14",
                                      "2027-02-15 2027-02-21", "2027-02-22 2027-02-28"});
    CHECK(week_ends(2024, 2).back() == "2024-02-26 2024-03-03");
    CHECK(week_ends(2025, 12).back() == "2025-12-29 2026-01-04");
    CHECK(week_ends(2026, 1).front() == "2025-12-29 2026-01-04");
    for (int of_year = 1970; of_year <= 2110; ++of_year)
        for (int month = 1; month <= 12; ++month) {
            CAPTURE(of_year);
            CAPTURE(month);
            CalendarDay expected = weeks_of(std::chrono::year{of_year} / month).front().front();
            std::size_t in_month = 0;
            for (const CalendarWeek& week : weeks_of(std::chrono::year{of_year} / month)) {
                REQUIRE(std::chrono::weekday{week.front()} == std::chrono::Monday);
                for (const CalendarDay day : week) {
                    REQUIRE(day == expected);
                    expected += std::chrono::days{1};
                    in_month += month_of(day) == std::chrono::year{of_year} / month ? 1 : 0;
                }
            }
            const auto last = (std::chrono::year{of_year} / month / std::chrono::last).day();
            CHECK(in_month == static_cast<unsigned>(last));
        }
}

TEST_CASE("another month has the same day, or its last one") {
    CHECK(in_other_month(date_of(2026, 11, 15), 1) == "2026-12-15");
    CHECK(in_other_month(date_of(2026, 12, 31), 1) == "2027-01-31");
    CHECK(in_other_month(date_of(2027, 1, 1), -1) == "2026-12-01");
    CHECK(in_other_month(date_of(2027, 1, 31), 1) == "2027-02-28");
    CHECK(in_other_month(date_of(2028, 1, 31), 1) == "2028-02-29");
    CHECK(in_other_month(date_of(2000, 3, 30), -1) == "2000-02-29");
    CHECK(in_other_month(date_of(2100, 3, 30), -1) == "2100-02-28");
    CHECK(in_other_month(date_of(2028, 2, 29), 12) == "2029-02-28");
    CHECK(in_other_month(date_of(1970, 1, 20), -1) == "1970-01-01");
    CHECK(in_other_month(date_of(9999, 12, 3), 1) == "9999-12-31");
}

TEST_CASE("a number that no calendar has is its first or its last day") {
    CHECK(day_with_number(0) == date_of(1970, 1, 1));
    CHECK(day_with_number(-5) == first_calendar_day);
    CHECK(day_with_number(1LL << 60) == last_calendar_day);
    CHECK(date_in_digits(last_calendar_day) == "9999-12-31");
    CHECK(number_of(day_with_number(20'541)) == 20'541);
}

TEST_CASE("a month has an English name") {
    CHECK(month_in_words(std::chrono::year{2026} / 1) == "January 2026");
    CHECK(month_in_words(std::chrono::year{2026} / 12) == "December 2026");
}

TEST_CASE("a day of the calendar is the day that the messages of it show, in every zone") {
    for (const char* name : {test::berlin, test::lord_howe, test::sao_paulo, "UTC0", "<+14>-14"}) {
        CAPTURE(name);
        const test::LocalZone zone(name);
        // Two years with a leap day, all clock changes, and three ends of a year.
        for (CalendarDay day = date_of(2027, 12, 30); day < date_of(2030, 1, 3);
             day += std::chrono::days{1}) {
            const WallMs begin = begin_of_day(number_of(day));
            REQUIRE(calendar_day(begin) == date_in_digits(day));
            REQUIRE(day_with_number(day_number(begin)) == day);
            REQUIRE(day_with_number(day_number(begin - 1)) == day - std::chrono::days{1});
            REQUIRE(calendar_day(next_day(begin) - 1) == date_in_digits(day));
        }
    }
}

TEST_CASE("a day is typed as a date, a month or a word") {
    const CalendarDay today = date_of(2028, 3, 1);
    const std::vector<std::pair<std::string, std::string>> rows{
        {"today", "2028-03-01"},      {"yesterday", "2028-02-29"},  {"2026-11-01", "2026-11-01"},
        {"2026-11", "2026-11-01"},    {"2028-02-29", "2028-02-29"}, {"1970-01-01", "1970-01-01"},
        {"9999-12-31", "9999-12-31"},
    };
    for (const auto& row : rows) {
        const auto day = parse_day(row.first, today);
        REQUIRE_MESSAGE(day, row.first);
        CHECK(date_in_digits(*day) == row.second);
    }
    for (const char* typed :
         {"",           "tomorrow",   "Today",       "2026",       "2026-",      "2026-1",
          "2026-13",    "2026-00",    "2026-11-31",  "2027-02-29", "2026-11-1",  "2026-11-011",
          "26-11-01",   "2026/11/01", "2026-11-01 ", " 2026-11",   "1969-12-31", "-026-11-01",
          "2026--1-01", "2026-+1",    "2026-11x01",  "20261101-1", "yesterday "})
        CHECK_MESSAGE(!parse_day(typed, today), typed);
}

TEST_SUITE_END();

#include "common/client/text/local_time.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "tests/support/local_zone.hpp"

using namespace indaba;
using namespace indaba::client;

namespace {
constexpr WallMs noon_in_june_2026 = 1'781'524'800'000;  // 15th, 12:00 UTC
constexpr WallMs year = 366LL * 24 * 3600 * 1000;
}  // namespace

TEST_CASE("a day in words has its year unless that is the current one") {
    CHECK(day_in_words(noon_in_june_2026, noon_in_june_2026) == "15 June");
    CHECK(day_in_words(noon_in_june_2026, noon_in_june_2026 + year) == "15 June 2026");
    CHECK(calendar_day(noon_in_june_2026) == "2026-06-15");
    CHECK(full_time(noon_in_june_2026).substr(0, 10) == "2026-06-15");
    CHECK(clock_time(noon_in_june_2026).size() == 5);
}

namespace {

constexpr WallMs hour = 3'600'000;

struct Day {
    const char* zone;
    const char* what;
    WallMs within;  // a moment of the day
    int hours_x2;   // its length, in half hours
};

}  // namespace

TEST_CASE("a day ends when the local calendar says so, also around a clock change") {
    const std::vector<Day> days{
        {test::berlin, "an ordinary day", 1'781'524'800'000, 48},                  // 2026-06-15
        {test::berlin, "the clock goes forward", 1'774'767'600'000, 46},           // 2026-03-29
        {test::berlin, "the clock goes back", 1'792'922'400'000, 50},              // 2026-10-25
        {test::lord_howe, "the clock goes forward", 1'791'078'000'000, 47},        // 2026-10-04
        {test::lord_howe, "the clock goes back", 1'775'354'400'000, 49},           // 2026-04-05
        {test::sao_paulo, "no midnight", 1'793'545'200'000, 46},                   // 2026-11-01
        {test::sao_paulo, "the last hour of a day twice", 1'771'070'400'000, 50},  // 2026-02-14
    };
    for (const Day& day : days) {
        CAPTURE(day.zone);
        CAPTURE(day.what);
        const test::LocalZone zone(day.zone);
        const WallMs end = next_day(day.within);
        const WallMs begin = next_day(day.within - 30 * hour);
        const WallMs day_begin =
            begin < day.within && next_day(begin) == end ? begin : next_day(begin);
        CHECK(end - day_begin == day.hours_x2 * hour / 2);
        CHECK(calendar_day(end - 1) == calendar_day(day.within));
        CHECK(calendar_day(end) != calendar_day(day.within));
        CHECK(day_number(end - 1) == day_number(day_begin));
        CHECK(day_number(end) == day_number(day.within) + 1);
        CHECK(day_number(day_begin - 1) == day_number(day.within) - 1);
    }
}

/// Days around changes of the clock, in zones that a variable names with their rules. Windows reads
/// no rules from it.
#include <doctest/doctest.h>

#include <vector>

#include "common/client/text/local_time.hpp"
#include "tests/support/local_zone.hpp"

using namespace indaba;
using namespace indaba::client;

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

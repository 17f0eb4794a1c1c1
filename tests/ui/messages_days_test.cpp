// Days in the message view: midnight, and clocks that change, in three zones.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "tests/support/local_zone.hpp"
#include "tests/ui/messages_fixture.hpp"

using namespace indaba;
using namespace indaba::test;

namespace {

constexpr WallMs hour = 60 * FakeWorkspace::minute;

/// Moves the workspace's clock to `at`.
void set_clock(FakeWorkspace& workspace, WallMs at) {
    workspace.advance_time(at - workspace.view_state().now.wall);
}

struct ClockChange {
    const char* zone;
    WallMs noon;  // of the day of the change
};
const std::vector<ClockChange> clock_changes{
    {berlin, 1'774'778'400'000},     // 2026-03-29, 23 hours
    {berlin, 1'792'926'000'000},     // 2026-10-25, 25 hours
    {lord_howe, 1'791'075'600'000},  // 2026-10-04, 23.5 hours
    {lord_howe, 1'775'352'600'000},  // 2026-04-05, 24.5 hours
    {sao_paulo, 1'793'541'600'000},  // 2026-11-01, which begins at 1:00
    {sao_paulo, 1'771'074'000'000},  // 2026-02-14, which has 23:00 twice
};

}  // namespace

TEST_SUITE_BEGIN("messages");

TEST_CASE("around a clock change each message stands under its calendar day") {
    for (const ClockChange& change : clock_changes) {
        CAPTURE(change.zone);
        CAPTURE(change.noon);
        const LocalZone zone(change.zone);
        const WallMs end = client::next_day(change.noon), begin = client::next_day(end - 27 * hour);
        const WallMs day_begin = begin == end ? client::next_day(end - 30 * hour) : begin;
        Reading ada;
        set_clock(ada.workspace, day_begin - 1000);
        ada.workspace.says("grace", "the day before");
        set_clock(ada.workspace, day_begin);
        ada.workspace.says("grace", "first of the day");
        set_clock(ada.workspace, end - 1000);
        ada.workspace.says("grace", "last of the day");
        ada.begin();
        CHECK(ada.screen.count("Today, ") == 1);
        CHECK(ada.screen.count("Yesterday, ") == 1);
        CHECK(ada.y_of("Today, ") > ada.y_of("the day before"));
        CHECK(ada.y_of("Today, ") < ada.y_of("first of the day"));
        set_clock(ada.workspace, end);
        ada.workspace.says("grace", "the day after");
        ada.screen.frames(2);
        CHECK(ada.screen.count("Today, ") == 1);
        CHECK(ada.screen.count("Yesterday, ") == 1);
        CHECK(ada.y_of("Yesterday, ") > ada.y_of("the day before"));
        CHECK(ada.y_of("Yesterday, ") < ada.y_of("first of the day"));
        CHECK(ada.y_of("Today, ") > ada.y_of("last of the day"));
        // The last hour of a day may be more than 24 hours after its first one.
        set_clock(ada.workspace, client::next_day(end) - 1);
        ada.screen.frames(2);
        CHECK(ada.screen.count("Today, ") == 1);
        CHECK(ada.screen.count("Yesterday, ") == 1);
    }
}

TEST_CASE("people who join after midnight stand under the new day") {
    const LocalZone zone(berlin);
    Reading ada;
    const WallMs midnight = client::next_day(FakeWorkspace::begin);
    set_clock(ada.workspace, midnight - 1000);
    ada.workspace.person_joins("grace");
    set_clock(ada.workspace, midnight + 1000);
    ada.workspace.person_joins("linus");
    ada.begin();
    CHECK(ada.y_of("Today, ") > ada.y_of("grace joined"));
    CHECK(ada.y_of("Today, ") < ada.y_of("linus joined"));
}

TEST_SUITE_END();

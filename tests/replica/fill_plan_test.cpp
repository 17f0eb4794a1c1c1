#include "common/client/replica/fill_plan.hpp"

#include <doctest/doctest.h>

#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::client;

namespace {

ConversationId room(std::uint8_t n) {
    ConversationId result;
    result.bytes.fill(n);
    return result;
}
HeldRanges held(std::uint64_t first, std::uint64_t last) { return {{first, last, {}, {}}}; }
using Wanted = FillPlan::Page;

}  // namespace

TEST_SUITE("fill plan") {
    TEST_CASE(
        "new entries come first, then the conversation whose held ones reach least far back") {
        FillPlan plan;
        plan.set_readable(room(1), 1, 500);
        plan.set_readable(room(2), 1, 500);
        plan.set_held(room(1), held(301, 500), 3'000);
        CHECK(plan.next() == Wanted{room(2), 501});
        plan.set_held(room(2), held(245, 500), 2'000);
        CHECK(plan.next() == Wanted{room(1), 301});
        plan.set_held(room(1), held(45, 500), 1'000);
        CHECK(plan.next() == Wanted{room(2), 245});
        plan.set_readable(room(1), 1, 502);
        CHECK(plan.next() == Wanted{room(1), 503});
    }

    TEST_CASE("nothing is asked for that is held, may not be read, or was not given") {
        FillPlan plan;
        CHECK(plan.next() == std::nullopt);
        plan.set_readable(room(1), 100, 200);
        plan.set_held(room(1), held(90, 200), 1);  // the first ones may not be read any more
        CHECK(plan.next() == std::nullopt);
        CHECK(plan.missing() == 0);
        CHECK(plan.held() == 101);
        plan.set_readable(room(2), 1, 9);
        CHECK(plan.missing() == 9);
        plan.set_held(room(2), held(4, 9), 1);
        CHECK(plan.missing() == 3);
        CHECK(plan.held() == 107);
        plan.set_held(room(2), {}, 0);
        plan.leave_out(room(2));
        CHECK(plan.next() == std::nullopt);
        plan.set_readable(room(2), 1, 9);
        CHECK(plan.next() == Wanted{room(2), 10});
        plan.drop(room(2));
        CHECK(plan.next() == std::nullopt);
        plan.set_readable(room(3), 1, 0);  // a room without entries
        CHECK(plan.next() == std::nullopt);
    }

    TEST_CASE("what is older than wanted is not fetched, and a gap above it is") {
        FillPlan plan(1'000);
        plan.set_readable(room(1), 1, 500);
        plan.set_held(room(1), held(300, 500), 1'500);
        CHECK(plan.next() == Wanted{room(1), 300});
        plan.set_held(room(1), held(200, 500), 999);
        CHECK(plan.next() == std::nullopt);
        CHECK(plan.missing() == 0);
        plan.set_readable(room(1), 1, 600);
        CHECK(plan.next() == Wanted{room(1), 601});
    }

    TEST_CASE("what was left out for its age is fetched when more days are kept") {
        FillPlan plan;
        plan.set_oldest(1'000);
        plan.set_readable(room(1), 1, 500);
        plan.set_held(room(1), held(300, 500), 1'000, {299, 999});
        CHECK(plan.next() == std::nullopt);
        CHECK(plan.missing() == 0);
        plan.set_readable(room(1), 1, 600);
        CHECK(plan.next() == Wanted{room(1), 601});
        CHECK(plan.missing() == 100);
        plan.set_held(room(1), held(300, 600), 1'000, {299, 999});
        plan.want(room(1), 200, 310);
        CHECK(plan.next() == std::nullopt);
        plan.set_readable(room(2), 1, 50);
        plan.set_held(room(2), {}, 0, {50, 10});  // all of it is too old
        CHECK(plan.next() == std::nullopt);
        CHECK(plan.missing() == 0);
        plan.set_oldest(999);
        CHECK(plan.next() == Wanted{room(1), 300});
        plan.want(room(3), 1, 1);
        plan.set_oldest(0);
        CHECK(plan.next() == Wanted{room(2), 51});
    }

    TEST_CASE("what the user looks at comes before all else, and a little of what follows") {
        FillPlan plan;
        plan.set_readable(room(1), 1, 10'000);
        plan.set_readable(room(2), 1, 10'000);
        plan.want(room(1), 4'001, 4'100);
        CHECK(plan.next() == Wanted{room(1), 4'229});  // 128 after 4,100
        plan.set_held(room(1), held(3'973, 4'228), 0);
        CHECK(plan.next()->before == 10'001);  // all of it is held
        plan.want(room(1), 3'901, 4'300);
        CHECK(plan.next() == Wanted{room(1), 4'429});
        plan.set_held(room(1), held(3'973, 4'428), 0);
        CHECK(plan.next() == Wanted{room(1), 3'973});  // what follows is held
        plan.want(room(2), 9'990, 20'000);
        CHECK(plan.next() == Wanted{room(2), 10'001});
        plan.want(room(2), 9'900, 9'950);
        CHECK(plan.next() == Wanted{room(2), 10'001});
        plan.want(room(2), 9'000, 9'000);
        CHECK(plan.next() == Wanted{room(2), 9'129});
    }

    TEST_CASE("what the user looks at is asked for once") {
        FillPlan plan;
        plan.set_readable(room(1), 101, 10'000);
        plan.set_held(room(1), held(9'000, 10'000), 0);
        const Wanted other{room(1), 9'000};
        plan.want(room(1), 1, 100);  // may not be read
        CHECK(plan.next() == other);
        plan.want(room(3), 1, 100);  // is not known
        CHECK(plan.next() == other);
        plan.want(room(1), 500, 400);
        CHECK(plan.next() == other);
        plan.want(room(1), 1'001, 1'100);
        const Wanted wanted{room(1), 1'229};
        CHECK(plan.next() == wanted);
        plan.on_asked(other);
        CHECK(plan.next() == wanted);
        plan.on_asked(wanted);
        CHECK(plan.next() == other);  // it came, and is not kept
        plan.want(room(1), 1'001, 1'100);
        CHECK(plan.next() == other);
        plan.want_again();
        CHECK(plan.next() == wanted);
        plan.leave_out(room(1));
        CHECK(plan.next() == std::nullopt);
    }
}

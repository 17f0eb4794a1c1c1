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
        plan.set_held(room(1), held(100, 200), 1);
        CHECK(plan.next() == std::nullopt);
        CHECK(plan.missing() == 0);
        plan.set_readable(room(2), 1, 9);
        CHECK(plan.missing() == 9);
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
}

/// The privacy of rooms, over seeds of joins, leaves, adds, removals, orders, resent posts, slow
/// consumers, failing disks and restarts: nothing of a room reaches who is not a member, and what
/// members hold is what the journal proves.
#include <doctest/doctest.h>

#include "tests/unit/broker/core/room_requests.hpp"
#include "tests/unit/broker/core/room_world.hpp"

namespace indaba::broker::test {
namespace {

TEST_CASE("nothing of a room reaches who is not a member, and members hold what is proven") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        RoomWorld world(seed);
        for (int step = 0; step < 40; ++step) world.step();
        world.settle();
    }
}

TEST_CASE("a request about a private room costs a stranger what one about no room costs") {
    const auto codes = [](const ConversationId& asked) {
        AccountLimits limits = no_limits();
        limits.requests = Rate{8, 1};
        limits.wasted = Rate{64, 1};
        RoomEvent event;
        event.what = "created";
        event.title = "secret";
        event.is_private = true;
        Harness broker({stored_change(1, ConversationId{{5}}, event)}, limits);
        broker.join("ann");
        for (int i = 0; i < 5; ++i) {
            broker.from("ann", room_request("join", asked));
            broker.from("ann", ListMembers{1, asked});
        }
        for (std::uint64_t n = 1; n < 80; ++n) broker.from("ann", said_in(asked, n));
        Lines result;
        for (const Refusal& refusal : broker.got<Refusal>("ann")) result.push_back(refusal.code);
        return result;
    };
    CHECK(codes(ConversationId{{5}}) == codes(ConversationId{{6}}));
    CHECK(codes(ConversationId{{5}}).size() > 60);
}

}  // namespace
}  // namespace indaba::broker::test

#include "common/client/connection/rules/failed_round.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>

using namespace indaba;
using namespace indaba::client;
using namespace std::chrono_literals;

namespace {

const Endpoint a{"a", 1}, b{"b", 2}, c{"c", 3};
const Account key{{1}}, other{{2}};

}  // namespace

TEST_SUITE("a failed round") {
    TEST_CASE("a sentence that is true of every endpoint is said once") {
        FailedRound round;
        CHECK(round.sentence().empty());
        round.add({a, "No server is listening there."});
        CHECK(round.sentence() == "No server is listening there.");
        round.add({b, "No server is listening there."});
        CHECK(round.sentence() == "No server is listening there.");
        round.add({c, "It is full."});
        CHECK(round.sentence() ==
              "a:1: No server is listening there. b:2: No server is listening there. c:3: It is "
              "full.");
    }

    TEST_CASE("a round was refused for now if one broker did, and the longest wait counts") {
        FailedRound round;
        round.add({a, "Down."});
        CHECK_FALSE(round.refused_for_now());
        CHECK(round.retry_after() == 0ms);
        round.add({b, "Full.", true, 3s});
        round.add({c, "Full.", true, 2s});
        CHECK(round.refused_for_now());
        CHECK(round.retry_after() == 3s);
    }

    TEST_CASE("the first claimed key is named, and whether every broker claimed one") {
        FailedRound round;
        round.add({a, "Unknown.", false, 0ms, key});
        CHECK(round.all_claimed());
        round.add({b, "Down."});
        CHECK_FALSE(round.all_claimed());
        CHECK(round.claimed() == EndpointKey{a, key});
        FailedRound down;
        down.add({b, "Down."});
        CHECK_FALSE(down.claimed());
        CHECK_FALSE(down.different_keys());
    }

    TEST_CASE("brokers with different keys are told apart") {
        FailedRound round;
        round.add({a, "Down."});
        round.add({b, "Unknown.", false, 0ms, key});
        round.add({a, "Unknown.", false, 0ms, key});
        CHECK_FALSE(round.different_keys());
        round.add({c, "Unknown.", false, 0ms, other});
        REQUIRE(round.different_keys());
        CHECK(round.different_keys()->first == EndpointKey{b, key});
        CHECK(round.different_keys()->second == EndpointKey{c, other});
    }
}

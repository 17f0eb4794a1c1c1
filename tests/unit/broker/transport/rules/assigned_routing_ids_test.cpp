#include "broker/transport/rules/assigned_routing_ids.hpp"

#include <doctest/doctest.h>

#include <string>

using indaba::broker::AssignedRoutingIds;

namespace {

std::string generated(std::uint32_t counter) {
    std::string id(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8) id += static_cast<char>(counter >> shift & 0xff);
    return id;
}

}  // namespace

TEST_CASE("an assigned routing id is recognised, and the next one is not") {
    AssignedRoutingIds ids;
    REQUIRE(ids.start(generated(1'000)));
    CHECK(!ids.is_assigned(generated(1'001)));
    ids.count_connection();
    ids.count_connection();
    CHECK(ids.is_assigned(generated(1'001)));
    CHECK(ids.is_assigned(generated(1'002)));
    CHECK(!ids.is_assigned(generated(1'003)));
}

TEST_CASE("the id used to find the counter's start is not an assigned one") {
    AssignedRoutingIds ids;
    ids.start(generated(1'000));
    ids.count_connection();
    CHECK(!ids.is_assigned(generated(1'000)));
    CHECK(!ids.is_assigned(generated(999)));
}

TEST_CASE("an id chosen by a peer is not an assigned one") {
    AssignedRoutingIds ids;
    ids.start(generated(1'000));
    ids.count_connection();
    CHECK(!ids.is_assigned(""));
    CHECK(!ids.is_assigned("ann"));
    CHECK(!ids.is_assigned("A" + generated(1'001).substr(1)));
    CHECK(!ids.is_assigned(generated(1'001).substr(0, 4)));
    CHECK(!ids.is_assigned(generated(1'001) + '\0'));
}

TEST_CASE("the routing id counter wraps around") {
    AssignedRoutingIds ids;
    ids.start(generated(0xffffffff));
    ids.count_connection();
    ids.count_connection();
    CHECK(ids.is_assigned(generated(0)));
    CHECK(ids.is_assigned(generated(1)));
    CHECK(!ids.is_assigned(generated(2)));
}

TEST_CASE("an id that libzmq would not generate is rejected as a start") {
    AssignedRoutingIds ids;
    CHECK(!ids.start("ann"));
    CHECK(!ids.start(""));
}

TEST_CASE("ids are ordered by assignment, also across the counter's wraparound") {
    for (const std::uint32_t first : {1'000U, 0xffff'fffeU}) {
        AssignedRoutingIds ids;
        ids.start(generated(first));
        for (int i = 0; i < 5; ++i) ids.count_connection();
        CHECK(ids.is_later(generated(first + 4), generated(first + 1)));
        CHECK(!ids.is_later(generated(first + 1), generated(first + 4)));
        CHECK(!ids.is_later(generated(first + 1), generated(first + 1)));
        CHECK(!ids.is_later(generated(first + 4), "ann"));
        CHECK(!ids.is_later("ann", generated(first + 4)));
    }
}

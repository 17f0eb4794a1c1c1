#include "broker/transport/rules/generated_ids.hpp"

#include <doctest/doctest.h>

#include <string>

using indaba::broker::GeneratedIds;

namespace {

std::string generated(std::uint32_t counter) {
    std::string id(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8) id += static_cast<char>(counter >> shift & 0xff);
    return id;
}

}  // namespace

TEST_CASE("a routing id that was given out is known, and the next is not") {
    GeneratedIds ids;
    REQUIRE(ids.begin(generated(1'000)));
    CHECK(!ids.has(generated(1'001)));
    ids.one_more();
    ids.one_more();
    CHECK(ids.has(generated(1'001)));
    CHECK(ids.has(generated(1'002)));
    CHECK(!ids.has(generated(1'003)));
}

TEST_CASE("the id of the trial at the start is nobody's") {
    GeneratedIds ids;
    ids.begin(generated(1'000));
    ids.one_more();
    CHECK(!ids.has(generated(1'000)));
    CHECK(!ids.has(generated(999)));
}

TEST_CASE("an id that a peer chose is not known") {
    GeneratedIds ids;
    ids.begin(generated(1'000));
    ids.one_more();
    CHECK(!ids.has(""));
    CHECK(!ids.has("ann"));
    CHECK(!ids.has("A" + generated(1'001).substr(1)));
    CHECK(!ids.has(generated(1'001).substr(0, 4)));
    CHECK(!ids.has(generated(1'001) + '\0'));
}

TEST_CASE("the counter of routing ids goes over its end") {
    GeneratedIds ids;
    ids.begin(generated(0xffffffff));
    ids.one_more();
    ids.one_more();
    CHECK(ids.has(generated(0)));
    CHECK(ids.has(generated(1)));
    CHECK(!ids.has(generated(2)));
}

TEST_CASE("what does not look like a routing id of libzmq is no beginning") {
    GeneratedIds ids;
    CHECK(!ids.begin("ann"));
    CHECK(!ids.begin(""));
}

TEST_CASE("of two ids it is known which was given out later, over the end of the counter too") {
    for (const std::uint32_t first : {1'000U, 0xffff'fffeU}) {
        GeneratedIds ids;
        ids.begin(generated(first));
        for (int i = 0; i < 5; ++i) ids.one_more();
        CHECK(ids.later(generated(first + 4), generated(first + 1)));
        CHECK(!ids.later(generated(first + 1), generated(first + 4)));
        CHECK(!ids.later(generated(first + 1), generated(first + 1)));
        CHECK(!ids.later(generated(first + 4), "ann"));
        CHECK(!ids.later("ann", generated(first + 4)));
    }
}

#include "broker/limits/bucket.hpp"

#include <doctest/doctest.h>

using indaba::broker::Bucket;
using indaba::broker::Rate;
using namespace std::chrono_literals;

TEST_CASE("a bucket gives its burst at once, and not one more") {
    const Rate rate{5, 2, 1s};
    Bucket bucket;
    for (int i = 0; i < 5; ++i) CHECK(bucket.take(rate, 1, 1'000ms));
    CHECK(!bucket.take(rate, 1, 1'000ms));
}

TEST_CASE("a bucket fills at its rate, and not beyond its burst") {
    const Rate rate{5, 2, 1s};
    Bucket bucket;
    CHECK(bucket.take(rate, 5, 1'000ms));
    CHECK(!bucket.take(rate, 1, 1'499ms));
    CHECK(bucket.take(rate, 1, 1'500ms));
    CHECK(bucket.take(rate, 5, 100'000ms));
    CHECK(!bucket.take(rate, 1, 100'000ms));
}

TEST_CASE("a bucket tells how long to wait") {
    const Rate rate{5, 2, 1s};
    Bucket bucket;
    CHECK(bucket.wait(rate, 5, 0ms) == 0ms);
    bucket.take(rate, 5, 0ms);
    CHECK(bucket.wait(rate, 1, 0ms) == 500ms);
    CHECK(bucket.wait(rate, 3, 100ms) == 1'400ms);
    CHECK(bucket.take(rate, 3, 1'500ms));
    CHECK_MESSAGE(bucket.wait(rate, 100, 1'500ms) == 2'500ms, "more than the burst never comes");
}

TEST_CASE("what is charged beyond a bucket has to be waited for") {
    const Rate rate{5, 1, 1s};
    Bucket bucket;
    bucket.charge(rate, 8, 0ms);
    CHECK(bucket.wait(rate, 1, 0ms) == 4'000ms);
    CHECK(!bucket.full(7'999ms));
    CHECK(bucket.full(8'000ms));
}

TEST_CASE("a rate without a burst limits nothing") {
    Bucket bucket;
    CHECK(bucket.take({}, 1'000'000, 0ms));
    bucket.charge({}, 1'000'000, 0ms);
    CHECK(bucket.wait({}, 1, 0ms) == 0ms);
    CHECK(bucket.full(0ms));
}

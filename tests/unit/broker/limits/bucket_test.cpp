#include "broker/limits/bucket.hpp"

#include <doctest/doctest.h>

using indaba::broker::Bucket;
using indaba::broker::Rate;
using namespace std::chrono_literals;

TEST_CASE("a full bucket grants its burst at once and no more") {
    const Rate rate{5, 2, 1s};
    Bucket bucket;
    for (int i = 0; i < 5; ++i) CHECK(bucket.try_take(rate, 1, 1'000ms));
    CHECK(!bucket.try_take(rate, 1, 1'000ms));
}

TEST_CASE("a bucket refills at its rate, up to its burst") {
    const Rate rate{5, 2, 1s};
    Bucket bucket;
    CHECK(bucket.try_take(rate, 5, 1'000ms));
    CHECK(!bucket.try_take(rate, 1, 1'499ms));
    CHECK(bucket.try_take(rate, 1, 1'500ms));
    CHECK(bucket.try_take(rate, 5, 100'000ms));
    CHECK(!bucket.try_take(rate, 1, 100'000ms));
}

TEST_CASE("a bucket returns the time until tokens are available") {
    const Rate rate{5, 2, 1s};
    Bucket bucket;
    CHECK(bucket.time_until(rate, 5, 0ms) == 0ms);
    bucket.try_take(rate, 5, 0ms);
    CHECK(bucket.time_until(rate, 1, 0ms) == 500ms);
    CHECK(bucket.time_until(rate, 3, 100ms) == 1'400ms);
    CHECK(bucket.try_take(rate, 3, 1'500ms));
    CHECK_MESSAGE(bucket.time_until(rate, 100, 1'500ms) == 2'500ms,
                  "more than the burst never comes");
}

TEST_CASE("charging more than a bucket holds delays later takes") {
    const Rate rate{5, 1, 1s};
    Bucket bucket;
    bucket.charge(rate, 8, 0ms);
    CHECK(bucket.time_until(rate, 1, 0ms) == 4'000ms);
    CHECK(!bucket.full(7'999ms));
    CHECK(bucket.full(8'000ms));
}

TEST_CASE("a rate without a burst is no limit") {
    Bucket bucket;
    CHECK(bucket.try_take({}, 1'000'000, 0ms));
    bucket.charge({}, 1'000'000, 0ms);
    CHECK(bucket.time_until({}, 1, 0ms) == 0ms);
    CHECK(bucket.full(0ms));
}

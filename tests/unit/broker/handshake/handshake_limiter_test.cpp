#include "broker/handshake/handshake_limiter.hpp"

#include <doctest/doctest.h>

#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using indaba::broker::HandshakeLimiter;
using indaba::broker::Rate;
using indaba::test::account;
using namespace std::chrono_literals;

namespace {

const Rate three{3, 3, 600s};

}  // namespace

TEST_CASE("handshakes without a hello are limited per key and refill over time") {
    HandshakeLimiter handshake_limiter(three);
    for (int i = 0; i < 3; ++i) CHECK(handshake_limiter.allow(account(1), "", 0ms));
    CHECK(!handshake_limiter.allow(account(1), "", 0ms));
    CHECK(handshake_limiter.allow(account(2), "", 0ms));
    CHECK(!handshake_limiter.allow(account(1), "", 199s));
    CHECK(handshake_limiter.allow(account(1), "", 200s));
}

TEST_CASE("handshakes followed by a hello are not limited") {
    HandshakeLimiter handshake_limiter(three);
    for (int i = 0; i < 10'000; ++i) {
        REQUIRE(handshake_limiter.allow(account(1), "office", 0ms));
        handshake_limiter.on_hello(account(1), "office");
    }
}

TEST_CASE("unknown keys at one address share ten times the limit of one key") {
    HandshakeLimiter handshake_limiter(three);
    for (std::uint8_t i = 0; i < 30; ++i) CHECK(handshake_limiter.allow(account(i), "far", 0ms));
    CHECK(!handshake_limiter.allow(account(99), "far", 0ms));
    CHECK(handshake_limiter.allow(account(99), "elsewhere", 0ms));
    CHECK_MESSAGE(handshake_limiter.allow(account(100), "", 0ms),
                  "loopback has no per-address limit");
}

TEST_CASE("known accounts at one address are limited per key only") {
    HandshakeLimiter handshake_limiter(three);
    for (std::uint8_t i = 0; i < 200; ++i) handshake_limiter.add_known_account(account(i));
    for (std::uint8_t i = 0; i < 200; ++i) {
        for (int n = 0; n < 3; ++n) CHECK(handshake_limiter.allow(account(i), "far", 0ms));
        CHECK(!handshake_limiter.allow(account(i), "far", 0ms));
    }
}

TEST_CASE("unknown keys that exhaust an address do not lock out known accounts") {
    HandshakeLimiter handshake_limiter(three);
    handshake_limiter.add_known_account(account(200));
    for (std::uint8_t i = 0; i < 30; ++i)
        REQUIRE(handshake_limiter.allow(account(i), "office", 0ms));
    REQUIRE(!handshake_limiter.allow(account(99), "office", 0ms));
    CHECK(handshake_limiter.allow(account(200), "office", 0ms));
}

TEST_CASE("a rejected key does not consume its address's limit") {
    HandshakeLimiter handshake_limiter(three);
    for (int i = 0; i < 1'000; ++i) handshake_limiter.allow(account(1), "office", 0ms);
    for (std::uint8_t i = 2; i < 29; ++i) CHECK(handshake_limiter.allow(account(i), "office", 0ms));
    CHECK(!handshake_limiter.allow(account(99), "office", 0ms));
}

TEST_CASE("an exhausted address does not consume a key's limit") {
    HandshakeLimiter handshake_limiter(three);
    for (std::uint8_t i = 0; i < 30; ++i) REQUIRE(handshake_limiter.allow(account(i), "far", 0ms));
    for (int i = 0; i < 10; ++i) REQUIRE(!handshake_limiter.allow(account(99), "far", 0ms));
    for (int i = 0; i < 3; ++i) CHECK(handshake_limiter.allow(account(99), "elsewhere", 0ms));
}

TEST_CASE("a hello without a counted handshake adds no credit") {
    HandshakeLimiter handshake_limiter(three);
    for (int i = 0; i < 100; ++i) handshake_limiter.on_hello(account(1), "far");
    for (int i = 0; i < 3; ++i) CHECK(handshake_limiter.allow(account(1), "far", 0ms));
    CHECK(!handshake_limiter.allow(account(1), "far", 0ms));
}

TEST_CASE("an invite's key is limited per address, not per key") {
    HandshakeLimiter handshake_limiter(three);
    for (int i = 0; i < 30; ++i) CHECK(handshake_limiter.allow(account(1), "far", 0ms, true));
    CHECK(!handshake_limiter.allow(account(1), "far", 0ms, true));
    CHECK(handshake_limiter.allow(account(1), "elsewhere", 0ms, true));
    for (int i = 0; i < 3; ++i) CHECK(handshake_limiter.allow(account(1), "", 0ms, true));
    CHECK_MESSAGE(!handshake_limiter.allow(account(1), "", 0ms, true),
                  "from loopback an invite's key is limited per key");
}

#include "broker/transport/rules/connection_limiter.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace indaba::broker;
using namespace std::chrono_literals;
using Descriptors = std::vector<int>;

namespace {

ConnectionLimits small_limits() {
    ConnectionLimits limits;
    limits.clients = 10;
    limits.half_open = 6;
    limits.half_open_per_address = 4;
    limits.failed_connections = {3, 1, 1s};
    limits.messages_before_hello = 2;
    return limits;
}

const std::string loopback;  // this machine

}  // namespace

TEST_CASE("connections up to the limit are accepted, and the next is disconnected") {
    ConnectionLimiter limiter(small_limits());
    for (int i = 0; i < 10; ++i) {
        CHECK(limiter.on_accepted(i, "far", 0ms).to_disconnect.empty());
        limiter.on_hello(i);
    }
    CHECK(limiter.on_accepted(10, "far", 0ms).to_disconnect == Descriptors{10});
    CHECK(limiter.on_accepted(11, loopback, 0ms).to_disconnect == Descriptors{11});
    limiter.on_closed(10, 0ms);
    limiter.on_closed(11, 0ms);
    limiter.on_closed(3, 0ms);
    CHECK(limiter.on_accepted(12, "far", 0ms).to_disconnect.empty());
}

TEST_CASE("when full, the oldest connection that said hello but did not join is evicted") {
    std::set<int> joined_descriptors;
    ConnectionLimiter limiter(
        small_limits(), [&](int descriptor) { return joined_descriptors.contains(descriptor); });
    for (int i = 0; i < 10; ++i) {
        limiter.on_accepted(i, "far", 0ms);
        limiter.on_hello(i);
    }
    for (const int joined : {0, 1, 2, 4, 5, 6, 7, 8}) joined_descriptors.insert(joined);
    CHECK(limiter.on_accepted(10, "far", 0ms).to_disconnect == Descriptors{3});
    limiter.on_hello(10);
    joined_descriptors.insert(10);
    limiter.on_closed(3, 0ms);
    CHECK(limiter.on_accepted(11, "far", 0ms).to_disconnect == Descriptors{9});
    limiter.on_hello(11);
    joined_descriptors.insert(11);
    limiter.on_closed(9, 0ms);
    CHECK_MESSAGE(limiter.on_accepted(12, "far", 0ms).to_disconnect == Descriptors{12},
                  "a joined connection is never evicted");
}

TEST_CASE("only the first hello of a connection counts as the first") {
    ConnectionLimiter limiter(small_limits());
    limiter.on_accepted(1, "far", 0ms);
    CHECK(limiter.on_hello(1));
    CHECK(!limiter.on_hello(1));
    limiter.on_closed(1, 0ms);
    CHECK(!limiter.on_hello(1));
    limiter.on_accepted(1, "far", 0ms);
    CHECK(limiter.on_hello(1));
}

TEST_CASE("above the half-open limit the oldest connection without a hello is evicted") {
    ConnectionLimiter limiter(small_limits());
    for (int i = 0; i < 6; ++i) CHECK(limiter.on_accepted(i, loopback, 0ms).to_disconnect.empty());
    CHECK(limiter.on_accepted(6, loopback, 0ms).to_disconnect == Descriptors{0});
    limiter.on_closed(0, 0ms);
    CHECK(limiter.half_open() == 6);
    limiter.on_hello(1);
    CHECK(limiter.on_accepted(7, loopback, 0ms).to_disconnect.empty());
    CHECK(limiter.on_accepted(8, loopback, 0ms).to_disconnect == Descriptors{2});
}

TEST_CASE("each address has its own half-open limit") {
    ConnectionLimiter limiter(small_limits());
    for (int i = 0; i < 4; ++i) CHECK(limiter.on_accepted(i, "far", 0ms).to_disconnect.empty());
    CHECK(limiter.on_accepted(4, "far", 0ms).to_disconnect == Descriptors{0});
    limiter.on_closed(0, 0ms);
    CHECK(limiter.on_accepted(5, "other", 0ms).to_disconnect.empty());
}

TEST_CASE("500 connections from one address reconnect at once without an eviction") {
    ConnectionLimiter limiter(ConnectionLimits{});
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 500; ++i)
            REQUIRE(limiter.on_accepted(i, "office", 0ms).to_disconnect.empty());
        for (int i = 0; i < 500; ++i) limiter.on_hello(i);
        for (int i = 0; i < 500; ++i) limiter.on_closed(i, 0ms);
    }
}

TEST_CASE(
    "an address with too many failed connections gets a short hello timeout until it recovers") {
    ConnectionLimiter limiter(small_limits());
    for (int i = 0; i < 3; ++i) {
        CHECK(!limiter.on_accepted(1, "far", 0ms).short_hello_timeout);
        limiter.on_closed(1, 0ms);
    }
    CHECK(limiter.on_accepted(1, "far", 0ms).short_hello_timeout);
    CHECK(limiter.on_accepted(2, "far", 999ms).short_hello_timeout);
    CHECK(!limiter.on_accepted(3, "far", 1s).short_hello_timeout);
    CHECK(!limiter.on_accepted(4, "elsewhere", 0ms).short_hello_timeout);
}

TEST_CASE("an evicted connection is not a failed one of its address") {
    ConnectionLimits limits = small_limits();
    limits.half_open_per_address = 1;
    ConnectionLimiter limiter(limits);
    limiter.on_accepted(0, "far", 0ms);
    for (int i = 1; i <= 10; ++i) {
        const auto accepted = limiter.on_accepted(i, "far", 0ms);
        CHECK(accepted.to_disconnect == std::vector<int>{i - 1});
        CHECK(!accepted.short_hello_timeout);
        limiter.on_closed(i - 1, 0ms);
    }
}

TEST_CASE("failed connections of one client do not lock out others at its address") {
    ConnectionLimiter limiter(ConnectionLimits{});
    for (int i = 0; i < 10'000; ++i) {
        limiter.on_accepted(1, "office", 0ms);
        limiter.on_closed(1, 0ms);
    }
    for (int i = 0; i < 500; ++i)
        REQUIRE(limiter.on_accepted(i, "office", 0ms).to_disconnect.empty());
}

TEST_CASE("closing a connection that said hello is not a failure") {
    ConnectionLimiter limiter(small_limits());
    for (int i = 0; i < 100; ++i) {
        limiter.on_accepted(1, "far", 0ms);
        limiter.on_hello(1);
        limiter.on_closed(1, 0ms);
    }
    CHECK(!limiter.on_accepted(1, "far", 0ms).short_hello_timeout);
}

TEST_CASE("connections from loopback have no per-address limit") {
    ConnectionLimiter limiter(small_limits());
    for (int i = 0; i < 1'000; ++i) {
        CHECK(limiter.on_accepted(1, loopback, 0ms).to_disconnect.empty());
        limiter.on_closed(1, 0ms);
    }
    for (int i = 0; i < 6; ++i) CHECK(limiter.on_accepted(i, loopback, 0ms).to_disconnect.empty());
}

TEST_CASE("messages before hello are limited") {
    ConnectionLimiter limiter(small_limits());
    limiter.on_accepted(1, loopback, 0ms);
    CHECK(limiter.allow_before_hello(1));
    CHECK(limiter.allow_before_hello(1));
    CHECK(!limiter.allow_before_hello(1));
    CHECK(!limiter.allow_before_hello(99));
}

TEST_CASE("idle addresses are forgotten") {
    ConnectionLimits limits = small_limits();
    ConnectionLimiter limiter(limits);
    for (int i = 0; i < 10'000; ++i) {
        limiter.on_accepted(1, "address " + std::to_string(i), std::chrono::seconds(i));
        limiter.on_closed(1, std::chrono::seconds(i));
    }
    CHECK(limiter.tracked_addresses() <= 4'097);
    CHECK(limiter.size() == 0);
}

TEST_CASE("each of many simultaneous connections evicts a different one") {
    ConnectionLimiter limiter(small_limits());
    for (int i = 0; i < 6; ++i) limiter.on_accepted(i, loopback, 0ms);
    for (int i = 6; i < 10; ++i)  // the monitor has not reported a disconnect yet
        CHECK(limiter.on_accepted(i, loopback, 0ms).to_disconnect == Descriptors{i - 6});
    CHECK(limiter.half_open() == 6);
    CHECK(limiter.size() == 6);
    ConnectionLimiter other(small_limits());
    for (int i = 0; i < 4; ++i) other.on_accepted(i, "far", 0ms);
    for (int i = 4; i < 8; ++i)
        CHECK(other.on_accepted(i, "far", 0ms).to_disconnect == Descriptors{i - 4});
}

TEST_CASE("when full, connections without a hello are evicted first") {
    ConnectionLimits limits = small_limits();
    limits.half_open = 8;
    ConnectionLimiter limiter(limits, [](int) { return false; });
    for (int i = 0; i < 5; ++i) {
        limiter.on_accepted(i, loopback, 0ms);
        limiter.on_hello(i);
    }
    for (int i = 5; i < 10; ++i) CHECK(limiter.on_accepted(i, loopback, 0ms).to_disconnect.empty());
    for (int i = 10; i < 15; ++i)
        CHECK(limiter.on_accepted(i, loopback, 0ms).to_disconnect == Descriptors{i - 5});
    for (int i = 10; i < 15; ++i) limiter.on_hello(i);
    CHECK(limiter.on_accepted(15, loopback, 0ms).to_disconnect == Descriptors{0});
}

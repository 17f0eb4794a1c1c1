#include "common/client/connection/rules/endpoint_ring.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

using namespace indaba;
using namespace indaba::client;
using namespace std::chrono_literals;

namespace {

Account account(int number) {
    Account result;
    result.bytes[0] = static_cast<std::uint8_t>(number);
    result.bytes[1] = static_cast<std::uint8_t>(number >> 8);
    return result;
}

const Endpoints three{{"a", 1}, {"b", 2}, {"c", 3}};

/// Returns the hosts that a client tries one after the other when every attempt fails; "wait" where
/// it waits.
std::vector<std::string> tried(EndpointRing& ring, int attempts) {
    std::vector<std::string> steps;
    for (int i = 0; i < attempts; ++i) {
        steps.push_back(ring.current().host);
        if (!ring.advance(0ms)) steps.emplace_back("wait");
    }
    return steps;
}

}  // namespace

TEST_SUITE("endpoint ring") {
    TEST_CASE("an account always tries the endpoints in the same order") {
        Endpoints other_way(three.rbegin(), three.rend());
        for (int i = 0; i < 100; ++i) {
            const Endpoints order = in_order_of(account(i), three);
            CHECK(order.size() == 3);
            CHECK(order == in_order_of(account(i), other_way));
        }
    }

    TEST_CASE("accounts spread over the endpoints, also over the second choice") {
        std::map<std::string, int> first, second_after_a;
        for (int i = 0; i < 3'000; ++i) {
            const Endpoints order = in_order_of(account(i), three);
            ++first[order[0].host];
            if (order[0].host == "a") ++second_after_a[order[1].host];
        }
        CHECK(first.size() == 3);
        CHECK(second_after_a.size() == 2);
        for (const auto& each : first)
            CHECK_MESSAGE((each.second > 900 && each.second < 1'100), each.first);
        for (const auto& each : second_after_a)
            CHECK_MESSAGE((each.second > 400 && each.second < 600), each.first);
    }

    TEST_CASE("an account keeps its endpoint when another one is added or removed") {
        const Endpoints two{{"a", 1}, {"b", 2}};
        for (int i = 0; i < 300; ++i) {
            const Endpoint with_three = in_order_of(account(i), three).front();
            if (with_three.host == "c") continue;
            CHECK(in_order_of(account(i), two).front() == with_three);
        }
    }

    TEST_CASE("each endpoint is tried once before the client waits") {
        EndpointRing ring(three, account(1));
        const auto steps = tried(ring, 7);
        CHECK(steps[3] == "wait");
        CHECK(steps[7] == "wait");
        CHECK(steps[0] == steps[4]);
        CHECK(steps[1] == steps[5]);
        CHECK(steps[2] == steps[6]);
        CHECK(steps[0] == steps[8]);
        std::vector<std::string> round(steps.begin(), steps.begin() + 3);
        std::ranges::sort(round);
        CHECK(round == std::vector<std::string>{"a", "b", "c"});
    }

    TEST_CASE("one endpoint alone is tried again only after a wait") {
        EndpointRing ring({{"a", 1}}, account(1));
        CHECK(tried(ring, 2) == std::vector<std::string>{"a", "wait", "a", "wait"});
        ring.on_ready(0ms);
        CHECK_FALSE(ring.advance(1h));
    }

    TEST_CASE("the loss of a connection that was stable begins a new round at the next endpoint") {
        EndpointRing ring(three, account(1));
        const std::string first = ring.current().host;
        CHECK(ring.advance(0ms));
        CHECK(ring.advance(0ms));
        ring.on_ready(0ms);  // at the last of the round
        CHECK(ring.advance(5s));
        CHECK(ring.current().host == first);
        CHECK(ring.advance(5s));
        CHECK_FALSE(ring.advance(5s));
    }

    TEST_CASE("brokers that drop the client as soon as it is ready are not tried without a wait") {
        EndpointRing ring(three, account(1));
        int at_once = 0;
        for (int i = 0; i < 30; ++i) {
            ring.on_ready(0ms);
            at_once += ring.advance(4'999ms);
        }
        CHECK(at_once == 20);
    }
}

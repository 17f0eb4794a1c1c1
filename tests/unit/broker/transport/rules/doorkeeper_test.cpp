#include "broker/transport/rules/doorkeeper.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace indaba::broker;
using namespace std::chrono_literals;
using Descriptors = std::vector<int>;

namespace {

DoorLimits narrow() {
    DoorLimits limits;
    limits.clients = 10;
    limits.half_open = 6;
    limits.half_open_per_address = 4;
    limits.failures = {3, 1, 1s};
    limits.words_before_hello = 2;
    return limits;
}

const std::string here;  // this machine

}  // namespace

TEST_CASE("as many connections as may be are taken, and the next is cut") {
    Doorkeeper door(narrow());
    for (int i = 0; i < 10; ++i) {
        CHECK(door.accepted(i, "far", 0ms).cut.empty());
        door.greeted(i);
    }
    CHECK(door.accepted(10, "far", 0ms).cut == Descriptors{10});
    CHECK(door.accepted(11, here, 0ms).cut == Descriptors{11});
    door.closed(10, 0ms);
    door.closed(11, 0ms);
    door.closed(3, 0ms);
    CHECK(door.accepted(12, "far", 0ms).cut.empty());
}

TEST_CASE("in a full table who said hello and did not join makes way, the oldest first") {
    std::set<int> inside;
    Doorkeeper door(narrow(), [&](int descriptor) { return inside.contains(descriptor); });
    for (int i = 0; i < 10; ++i) {
        door.accepted(i, "far", 0ms);
        door.greeted(i);
    }
    for (const int joined : {0, 1, 2, 4, 5, 6, 7, 8}) inside.insert(joined);
    CHECK(door.accepted(10, "far", 0ms).cut == Descriptors{3});
    door.greeted(10);
    inside.insert(10);
    door.closed(3, 0ms);
    CHECK(door.accepted(11, "far", 0ms).cut == Descriptors{9});
    door.greeted(11);
    inside.insert(11);
    door.closed(9, 0ms);
    CHECK_MESSAGE(door.accepted(12, "far", 0ms).cut == Descriptors{12},
                  "who has joined never makes way");
}

TEST_CASE("a connection says its first hello once") {
    Doorkeeper door(narrow());
    door.accepted(1, "far", 0ms);
    CHECK(door.greeted(1));
    CHECK(!door.greeted(1));
    door.closed(1, 0ms);
    CHECK(!door.greeted(1));
    door.accepted(1, "far", 0ms);
    CHECK(door.greeted(1));
}

TEST_CASE("of those that have said no hello the oldest makes way") {
    Doorkeeper door(narrow());
    for (int i = 0; i < 6; ++i) CHECK(door.accepted(i, here, 0ms).cut.empty());
    CHECK(door.accepted(6, here, 0ms).cut == Descriptors{0});
    door.closed(0, 0ms);
    CHECK(door.half_open() == 6);
    door.greeted(1);
    CHECK(door.accepted(7, here, 0ms).cut.empty());
    CHECK(door.accepted(8, here, 0ms).cut == Descriptors{2});
}

TEST_CASE("one address has so many without a hello, and others their own") {
    Doorkeeper door(narrow());
    for (int i = 0; i < 4; ++i) CHECK(door.accepted(i, "far", 0ms).cut.empty());
    CHECK(door.accepted(4, "far", 0ms).cut == Descriptors{0});
    door.closed(0, 0ms);
    CHECK(door.accepted(5, "other", 0ms).cut.empty());
}

TEST_CASE("an office behind one address comes back at once and notices nothing") {
    Doorkeeper door(DoorLimits{});
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 500; ++i) REQUIRE(door.accepted(i, "office", 0ms).cut.empty());
        for (int i = 0; i < 500; ++i) door.greeted(i);
        for (int i = 0; i < 500; ++i) door.closed(i, 0ms);
    }
}

TEST_CASE("who comes from an address that fails too often is hurried, until it has rested") {
    Doorkeeper door(narrow());
    for (int i = 0; i < 3; ++i) {
        CHECK(!door.accepted(1, "far", 0ms).hurry);
        door.closed(1, 0ms);
    }
    CHECK(door.accepted(1, "far", 0ms).hurry);
    CHECK(door.accepted(2, "far", 999ms).hurry);
    CHECK(!door.accepted(3, "far", 1s).hurry);
    CHECK(!door.accepted(4, "elsewhere", 0ms).hurry);
}

TEST_CASE("an office in which one fails all the time comes in all the same") {
    Doorkeeper door(DoorLimits{});
    for (int i = 0; i < 10'000; ++i) {
        door.accepted(1, "office", 0ms);
        door.closed(1, 0ms);
    }
    for (int i = 0; i < 500; ++i) REQUIRE(door.accepted(i, "office", 0ms).cut.empty());
}

TEST_CASE("who said hello and goes has not failed") {
    Doorkeeper door(narrow());
    for (int i = 0; i < 100; ++i) {
        door.accepted(1, "far", 0ms);
        door.greeted(1);
        door.closed(1, 0ms);
    }
    CHECK(!door.accepted(1, "far", 0ms).hurry);
}

TEST_CASE("this machine itself is no address") {
    Doorkeeper door(narrow());
    for (int i = 0; i < 1'000; ++i) {
        CHECK(door.accepted(1, here, 0ms).cut.empty());
        door.closed(1, 0ms);
    }
    for (int i = 0; i < 6; ++i) CHECK(door.accepted(i, here, 0ms).cut.empty());
}

TEST_CASE("before its hello a connection may say so much and no more") {
    Doorkeeper door(narrow());
    door.accepted(1, here, 0ms);
    CHECK(door.may_speak(1));
    CHECK(door.may_speak(1));
    CHECK(!door.may_speak(1));
    CHECK(!door.may_speak(99));
}

TEST_CASE("addresses that did nothing lately are forgotten") {
    DoorLimits limits = narrow();
    Doorkeeper door(limits);
    for (int i = 0; i < 10'000; ++i) {
        door.accepted(1, "address " + std::to_string(i), std::chrono::seconds(i));
        door.closed(1, std::chrono::seconds(i));
    }
    CHECK(door.addresses() <= 4'097);
    CHECK(door.size() == 0);
}

TEST_CASE("each of a crowd that comes at once has another one make way") {
    Doorkeeper door(narrow());
    for (int i = 0; i < 6; ++i) door.accepted(i, here, 0ms);
    for (int i = 6; i < 10; ++i)  // the monitor has told of no end meanwhile
        CHECK(door.accepted(i, here, 0ms).cut == Descriptors{i - 6});
    CHECK(door.half_open() == 6);
    CHECK(door.size() == 6);
    Doorkeeper other(narrow());
    for (int i = 0; i < 4; ++i) other.accepted(i, "far", 0ms);
    for (int i = 4; i < 8; ++i) CHECK(other.accepted(i, "far", 0ms).cut == Descriptors{i - 4});
}

TEST_CASE("in a full table who has said no hello makes way first") {
    DoorLimits limits = narrow();
    limits.half_open = 8;
    Doorkeeper door(limits, [](int) { return false; });
    for (int i = 0; i < 5; ++i) {
        door.accepted(i, here, 0ms);
        door.greeted(i);
    }
    for (int i = 5; i < 10; ++i) CHECK(door.accepted(i, here, 0ms).cut.empty());
    for (int i = 10; i < 15; ++i) CHECK(door.accepted(i, here, 0ms).cut == Descriptors{i - 5});
    for (int i = 10; i < 15; ++i) door.greeted(i);
    CHECK(door.accepted(15, here, 0ms).cut == Descriptors{0});
}

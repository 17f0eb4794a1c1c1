#include "broker/limits/limits.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>

using namespace indaba::broker;
using namespace std::chrono_literals;

TEST_CASE("each limit of the table is set by its name, and told as it is set") {
    for (const LimitRow& row : limit_table()) {
        CAPTURE(row.name);
        AllLimits limits;
        const std::string name(row.name);
        const std::string usual = limit_value(limits, row);
        CHECK(set_limit(limits, name + "=" + usual) == "");
        CHECK(limit_value(limits, row) == usual);
        const bool rate = usual.find('+') != std::string::npos;
        const std::string other = rate ? "70000+7/min" : "4000000";
        CHECK(set_limit(limits, name + "=" + other) == "");
        CHECK(limit_value(limits, row) == other);
        CHECK(set_limit(limits, name + "=off").empty() == rate);
    }
}

TEST_CASE("no two limits have one name or one place") {
    AllLimits limits;
    std::set<std::string_view> names;
    std::set<void*> places;
    for (const LimitRow& row : limit_table()) {
        CHECK(names.insert(row.name).second);
        std::visit([&](auto* place) { CHECK(places.insert(place).second); }, row.place(limits));
    }
}

TEST_CASE("a limit that honest clients would run into is not taken") {
    AllLimits limits;
    CHECK(set_limit(limits, "bytes=65535+1/s") != "");
    CHECK(set_limit(limits, "bytes=65536+1/s") == "");
    CHECK(set_limit(limits, "unfinished=3145727") != "");
    CHECK(set_limit(limits, "unfinished=3145728") == "");
    CHECK(set_limit(limits, "connections=0") != "");
    CHECK(set_limit(limits, "connections=1") == "");
}

TEST_CASE("what is no limit is told in a sentence and changes nothing") {
    for (const std::string wrong :
         {"", "posts", "posts=", "=5", "nobody=5", "posts=5", "posts=5+5", "posts=5/s",
          "posts=0+5/s", "posts=5+0/s", "posts=5+5/day", "posts=-5+5/s", "posts=5+5/s ",
          "posts=/s5+5", "posts=5000000000+5/s", "clients=5x", "clients=-1", "clients=off",
          "clients=5000000000"}) {
        CAPTURE(wrong);
        AllLimits limits;
        CHECK(set_limit(limits, wrong).ends_with("."));
        CHECK(limits.members.posts == MemberLimits{}.posts);
        CHECK(limits.door.clients == DoorLimits{}.clients);
    }
}

TEST_CASE("what may be set works, however large or slow; what would not come back is not taken") {
    for (const std::string value :
         {"1000000000+1000000000/s", "1000000000+1000000000/h", "1000000000+1000000/h",
          "3000000+3000000/h", "500000000+100000000/min", "999999999+999999937/h", "70000+9/h"}) {
        CAPTURE(value);
        AllLimits limits;
        REQUIRE(set_limit(limits, "bytes=" + value) == "");
        for (const std::uint64_t many : std::array<std::uint64_t, 3>{1, 10, 60}) {
            const Rate rate = limits.members.bytes.times(many);
            Bucket bucket;
            CHECK(bucket.take(rate, 1, 1ms));
            CHECK(bucket.take(rate, rate.burst - 1, 1ms));
            CHECK(!bucket.take(rate, rate.burst, 1ms));
            CHECK(bucket.wait(rate, 1, 1ms) <= Rate::longest);
        }
    }
    AllLimits limits;
    CHECK(set_limit(limits, "bytes=1000000000+1/s").find("a year") != std::string::npos);
    CHECK(limits.members.bytes == MemberLimits{}.bytes);
}

TEST_CASE("rates are by the second, the minute and the hour") {
    AllLimits limits;
    CHECK(set_limit(limits, "posts=9+8/s") == "");
    CHECK(limits.members.posts == Rate{9, 8, 1s});
    CHECK(set_limit(limits, "posts=9+8/min") == "");
    CHECK(limits.members.posts == Rate{9, 8, 60s});
    CHECK(set_limit(limits, "posts=9+8/h") == "");
    CHECK(limits.members.posts == Rate{9, 8, 3'600s});
}

#include "broker/limits/limits.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>

using namespace indaba::broker;
using namespace std::chrono_literals;

TEST_CASE("each limit is set by its name and printed in the same form") {
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

TEST_CASE("no two limits share a name or a field") {
    AllLimits limits;
    std::set<std::string_view> names;
    std::set<void*> fields;
    for (const LimitRow& row : limit_table()) {
        CHECK(names.insert(row.name).second);
        std::visit([&](auto* field) { CHECK(fields.insert(field).second); }, row.field(limits));
    }
}

TEST_CASE("a limit below its minimum is rejected") {
    AllLimits limits;
    CHECK(set_limit(limits, "bytes=65535+1/s") != "");
    CHECK(set_limit(limits, "bytes=65536+1/s") == "");
    CHECK(set_limit(limits, "partial-message-bytes=3145727") != "");
    CHECK(set_limit(limits, "partial-message-bytes=3145728") == "");
    CHECK(set_limit(limits, "connections-per-account=0") != "");
    CHECK(set_limit(limits, "connections-per-account=1") == "");
}

TEST_CASE("an invalid limit is rejected with a sentence and changes nothing") {
    for (const std::string wrong :
         {"", "posts", "posts=", "=5", "nobody=5", "posts=5", "posts=5+5", "posts=5/s",
          "posts=0+5/s", "posts=5+0/s", "posts=5+5/day", "posts=-5+5/s", "posts=5+5/s ",
          "posts=/s5+5", "posts=5000000000+5/s", "clients=5x", "clients=-1", "clients=off",
          "clients=5000000000"}) {
        CAPTURE(wrong);
        AllLimits limits;
        CHECK(set_limit(limits, wrong).ends_with("."));
        CHECK(limits.accounts.posts == AccountLimits{}.posts);
        CHECK(limits.connections.clients == ConnectionLimits{}.clients);
    }
}

TEST_CASE("large and slow rates work; a rate that refills in more than a year is rejected") {
    for (const std::string value :
         {"1000000000+1000000000/s", "1000000000+1000000000/h", "1000000000+1000000/h",
          "3000000+3000000/h", "500000000+100000000/min", "999999999+999999937/h", "70000+9/h"}) {
        CAPTURE(value);
        AllLimits limits;
        REQUIRE(set_limit(limits, "bytes=" + value) == "");
        for (const std::uint64_t many : std::array<std::uint64_t, 3>{1, 10, 60}) {
            const Rate rate = limits.accounts.bytes.scaled_by(many);
            Bucket bucket;
            CHECK(bucket.try_take(rate, 1, 1ms));
            CHECK(bucket.try_take(rate, rate.burst - 1, 1ms));
            CHECK(!bucket.try_take(rate, rate.burst, 1ms));
            CHECK(bucket.time_until(rate, 1, 1ms) <= Rate::max_refill_time);
        }
    }
    AllLimits limits;
    CHECK(set_limit(limits, "bytes=1000000000+1/s").find("a year") != std::string::npos);
    CHECK(limits.accounts.bytes == AccountLimits{}.bytes);
}

TEST_CASE("rates are by the second, the minute and the hour") {
    AllLimits limits;
    CHECK(set_limit(limits, "posts=9+8/s") == "");
    CHECK(limits.accounts.posts == Rate{9, 8, 1s});
    CHECK(set_limit(limits, "posts=9+8/min") == "");
    CHECK(limits.accounts.posts == Rate{9, 8, 60s});
    CHECK(set_limit(limits, "posts=9+8/h") == "");
    CHECK(limits.accounts.posts == Rate{9, 8, 3'600s});
}

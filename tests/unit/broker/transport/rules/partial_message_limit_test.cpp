#include "broker/transport/rules/partial_message_limit.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <optional>
#include <set>

using indaba::broker::PartialMessageLimit;
using namespace std::chrono_literals;
using Descriptors = std::vector<int>;
using ms = std::chrono::milliseconds;

namespace {

constexpr std::uint64_t max_bytes = 3'000'000;

/// The limit, and the system that reports the first bytes of a watched connection.
struct Connections {
    PartialMessageLimit limit{max_bytes};
    std::map<int, std::uint64_t> bytes;
    std::map<int, std::uint64_t> watched;  // connections and their bytes at that moment
    ms now{1'000};
    std::function<void(int)> before_watch = [](int) {};

    void report_received() {
        std::erase_if(watched, [&](const auto& each) {
            if (bytes[each.first] == each.second) return false;
            limit.on_received(each.first);
            return true;
        });
    }
    Descriptors sweep(bool drained = true) {
        now += PartialMessageLimit::sweep_interval;
        report_received();
        if (!limit.due(now)) return {};
        return limit.sweep(
            [this](int descriptor) -> std::optional<std::uint64_t> {
                if (!bytes.contains(descriptor)) return std::nullopt;
                return bytes.at(descriptor);
            },
            [this](int descriptor) {
                before_watch(descriptor);
                watched[descriptor] = bytes.at(descriptor);
                return true;
            },
            drained, now);
    }
    /// Returns the number of sweeps until none is due.
    int sweeps_until_silent() {
        for (int count = 0;; ++count) {
            report_received();
            if (!limit.next_deadline()) return count;
            REQUIRE(count < 100);
            sweep();
        }
    }
    void accept(int descriptor) {
        limit.on_accepted(descriptor);
        limit.on_hello(descriptor);
        bytes[descriptor] = 0;
    }
};

}  // namespace

TEST_CASE("a partial message is disconnected one byte past the limit") {
    Connections connections;
    connections.accept(7);
    CHECK(connections.sweep().empty());
    connections.bytes[7] = max_bytes;
    CHECK(connections.sweep(false).empty());
    connections.bytes[7] = max_bytes + 1;
    CHECK(connections.sweep(false) == Descriptors{7});
}

TEST_CASE("a client that sends whole messages is never disconnected") {
    Connections connections;
    connections.accept(7);
    for (int i = 0; i < 100; ++i) {
        for (int frame = 0; frame < 100; ++frame) {
            connections.bytes[7] += 65'536 + 40;
            connections.limit.on_message(7, 65'536, 1);
        }
        CHECK(connections.sweep().empty());
    }
}

TEST_CASE("a partial message above the soft limit is disconnected after 700 ms") {
    Connections connections;
    connections.accept(7);
    connections.sweep();
    connections.bytes[7] = PartialMessageLimit::soft_limit + 1;
    const ms started = connections.now + PartialMessageLimit::sweep_interval;
    while (connections.now + PartialMessageLimit::sweep_interval <
           started + PartialMessageLimit::soft_limit_timeout)
        REQUIRE(connections.sweep().empty());
    CHECK(connections.sweep() == Descriptors{7});
}

TEST_CASE("a partial message at the soft limit is never disconnected") {
    Connections connections;
    connections.accept(7);
    connections.sweep();
    connections.bytes[7] = PartialMessageLimit::soft_limit;
    for (int i = 0; i < 100; ++i) REQUIRE(connections.sweep().empty());
}

TEST_CASE("the soft limit does not apply while messages are still unread") {
    Connections connections;
    connections.accept(7);
    connections.sweep();
    connections.bytes[7] = max_bytes;
    for (int i = 0; i < 100; ++i) REQUIRE(connections.sweep(false).empty());
}

TEST_CASE("bytes of the descriptor's previous connection do not count") {
    Connections connections;
    connections.accept(7);
    connections.sweep();
    connections.bytes[7] = max_bytes;
    connections.sweep(false);
    connections.limit.on_closed(7);
    connections.accept(7);
    connections.bytes[7] = 100;
    CHECK(connections.sweep().empty());
}

TEST_CASE("partial bytes received together with a whole message count") {
    Connections connections;
    connections.accept(7);
    connections.bytes[7] = 200 + max_bytes + PartialMessageLimit::message_overhead;
    connections.limit.on_message(7, 100, 1);
    CHECK(connections.sweep(false) == Descriptors{7});
}

TEST_CASE("whole messages give no credit for later partial ones") {
    Connections connections;
    connections.accept(7);
    for (int i = 0; i < 1'000; ++i) {
        connections.bytes[7] += 10;
        connections.limit.on_message(7, 10, 1);
        connections.sweep();
    }
    connections.bytes[7] += max_bytes + 1;
    CHECK(connections.sweep(false) == Descriptors{7});
}

TEST_CASE("heartbeats between messages are not counted as a partial message") {
    Connections connections;
    connections.accept(7);
    for (int i = 0; i < 10'000; ++i) {
        connections.bytes[7] += 200;
        if (i % 4 == 0) connections.limit.on_message(7, 20, 1);
        REQUIRE(connections.sweep().empty());
    }
}

TEST_CASE("a fast sender is not disconnected for bytes in flight") {
    Connections connections;
    connections.accept(7);
    connections.bytes[7] = 1'000'000;
    for (int i = 0; i < 100; ++i) {
        connections.bytes[7] += 65'536;
        connections.limit.on_message(7, 65'536, 1);
        REQUIRE(connections.sweep().empty());
    }
}

TEST_CASE("without connections there is no deadline") {
    Connections connections;
    CHECK(!connections.limit.next_deadline());
    connections.accept(7);
    CHECK(connections.limit.next_deadline());
    connections.limit.on_closed(7);
    connections.limit.on_closed(7);
    CHECK(!connections.limit.next_deadline());
    CHECK(!connections.limit.due(1h));
}

TEST_CASE("a silent connection causes no sweep, with and without a hello") {
    Connections connections;
    connections.accept(7);
    connections.limit.on_accepted(8);
    connections.bytes[8] = 0;
    CHECK(connections.sweeps_until_silent() <= 2);
    connections.bytes[7] = 80;
    connections.bytes[8] = 80;
    CHECK(connections.sweeps_until_silent() <= 2);
}

TEST_CASE("a message below the soft limit that never ends causes no sweep") {
    Connections connections;
    connections.accept(7);
    connections.bytes[7] = PartialMessageLimit::soft_limit;
    CHECK(connections.sweeps_until_silent() <= 2);
}

TEST_CASE("bytes that arrive while the watch begins are swept") {
    Connections connections;
    connections.accept(7);
    connections.before_watch = [&](int descriptor) {
        connections.bytes[descriptor] = max_bytes + 1;
    };
    Descriptors disconnected;
    for (int i = 0; i < 3 && disconnected.empty(); ++i) disconnected = connections.sweep(false);
    CHECK(disconnected == Descriptors{7});
}

TEST_CASE("messages of a silent connection that are read late give no credit") {
    Connections connections;
    connections.accept(7);
    connections.bytes[7] = 100'000;
    connections.sweeps_until_silent();
    for (int i = 0; i < 1'000; ++i) connections.limit.on_message(7, 10, 1);
    connections.sweeps_until_silent();
    connections.bytes[7] += max_bytes + 1;
    CHECK(connections.sweep(false) == Descriptors{7});
}

TEST_CASE("a connection that the system cannot watch is swept") {
    PartialMessageLimit limit{max_bytes};
    limit.on_accepted(7);
    for (ms now{1'000}; now < 2'000ms; now += 2ms) {
        REQUIRE(limit.due(now));
        limit.sweep([](int) { return 0; }, [](int) { return false; }, true, now);
    }
}

TEST_CASE("10,000 connections are all swept within a second") {
    Connections connections;
    for (int descriptor = 0; descriptor < 10'000; ++descriptor) connections.accept(descriptor);
    const auto times = ms{1'000} / PartialMessageLimit::sweep_interval;
    for (int i = 0; i < times; ++i) CHECK(connections.sweep().empty());
    for (auto& [descriptor, bytes] : connections.bytes) bytes = max_bytes + 1;
    std::set<int> disconnected;
    for (int i = 0; i < times; ++i)
        for (const int descriptor : connections.sweep()) disconnected.insert(descriptor);
    CHECK(disconnected.size() == 10'000);
}

TEST_CASE("unknown and negative descriptors are ignored") {
    Connections connections;
    connections.limit.on_accepted(-1);
    connections.limit.on_message(-1, 1, 1);
    connections.limit.on_message(99, 1, 1);
    connections.limit.on_closed(-1);
    connections.limit.on_accepted(7);
    CHECK(connections.sweep().empty());
}

TEST_CASE(
    "before hello a partial message of one frame is allowed; more is disconnected within "
    "milliseconds") {
    Connections connections;
    connections.accept(8);
    connections.limit.on_accepted(7);
    connections.bytes[7] = PartialMessageLimit::max_before_hello;
    connections.bytes[8] = PartialMessageLimit::max_before_hello + 1;
    CHECK(connections.sweep().empty());
    connections.bytes[7] = PartialMessageLimit::max_before_hello + 1;
    connections.now +=
        PartialMessageLimit::without_hello_interval - PartialMessageLimit::sweep_interval;
    CHECK(connections.sweep() == Descriptors{7});
}

TEST_CASE("1,000 connections without a hello are swept in batches") {
    Connections connections;
    for (int descriptor = 0; descriptor < 1'000; ++descriptor) {
        connections.limit.on_accepted(descriptor);
        connections.bytes[descriptor] = PartialMessageLimit::max_before_hello + 1;
    }
    std::set<int> disconnected;
    for (int i = 0; i < 10; ++i)
        for (const int descriptor : connections.sweep()) disconnected.insert(descriptor);
    CHECK(disconnected.size() == 1'000);
    CHECK(connections.limit.without_hello() == 1'000);
    for (int descriptor = 0; descriptor < 1'000; ++descriptor)
        connections.limit.on_closed(descriptor);
    CHECK(connections.limit.without_hello() == 0);
}

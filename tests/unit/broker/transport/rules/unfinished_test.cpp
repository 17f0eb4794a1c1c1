#include "broker/transport/rules/unfinished.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using indaba::broker::Unfinished;
using namespace std::chrono_literals;
using Descriptors = std::vector<int>;
using ms = std::chrono::milliseconds;

namespace {

constexpr std::uint64_t most = 3'000'000;

struct Wire {
    Unfinished unfinished{most};
    std::map<int, std::uint64_t> bytes;
    ms now{1'000};

    Descriptors sweep(bool drained = true) {
        now += Unfinished::interval;
        REQUIRE(unfinished.due(now));
        return unfinished.sweep(
            [this](int descriptor) -> std::optional<std::uint64_t> {
                if (!bytes.contains(descriptor)) return std::nullopt;
                return bytes.at(descriptor);
            },
            drained, now);
    }
    void accept(int descriptor) {
        unfinished.accepted(descriptor);
        unfinished.greeted(descriptor);
        bytes[descriptor] = 0;
    }
};

}  // namespace

TEST_CASE("a message that does not end is cut at the limit, and one past it") {
    Wire wire;
    wire.accept(7);
    CHECK(wire.sweep().empty());
    wire.bytes[7] = most;
    CHECK(wire.sweep(false).empty());
    wire.bytes[7] = most + 1;
    CHECK(wire.sweep(false) == Descriptors{7});
}

TEST_CASE("who sends whole messages is never cut, however many") {
    Wire wire;
    wire.accept(7);
    for (int i = 0; i < 100; ++i) {
        for (int frame = 0; frame < 100; ++frame) {
            wire.bytes[7] += 65'536 + 40;
            wire.unfinished.heard(7, 65'536, 1);
        }
        CHECK(wire.sweep().empty());
    }
}

TEST_CASE("a few parts more than a frame are borne for less than a second") {
    Wire wire;
    wire.accept(7);
    wire.sweep();
    wire.bytes[7] = Unfinished::small + 1;
    const ms begun = wire.now + Unfinished::interval;
    while (wire.now + Unfinished::interval < begun + Unfinished::patience)
        REQUIRE(wire.sweep().empty());
    CHECK(wire.sweep() == Descriptors{7});
}

TEST_CASE("a frame that comes slowly is waited for") {
    Wire wire;
    wire.accept(7);
    wire.sweep();
    wire.bytes[7] = Unfinished::small;
    for (int i = 0; i < 100; ++i) REQUIRE(wire.sweep().empty());
}

TEST_CASE("while the broker has not read all that came, nobody is cut for a little") {
    Wire wire;
    wire.accept(7);
    wire.sweep();
    wire.bytes[7] = most;
    for (int i = 0; i < 100; ++i) REQUIRE(wire.sweep(false).empty());
}

TEST_CASE("the bytes of an earlier connection with the descriptor do not count") {
    Wire wire;
    wire.accept(7);
    wire.sweep();
    wire.bytes[7] = most;
    wire.sweep(false);
    wire.unfinished.closed(7);
    wire.accept(7);
    wire.bytes[7] = 100;
    CHECK(wire.sweep().empty());
}

TEST_CASE("what came at once with a whole message, and belongs to none, counts") {
    Wire wire;
    wire.accept(7);
    wire.bytes[7] = 200 + most + Unfinished::besides;
    wire.unfinished.heard(7, 100, 1);
    CHECK(wire.sweep(false) == Descriptors{7});
}

TEST_CASE("messages give no credit for later ones") {
    Wire wire;
    wire.accept(7);
    for (int i = 0; i < 1'000; ++i) {
        wire.bytes[7] += 10;
        wire.unfinished.heard(7, 10, 1);
        wire.sweep();
    }
    wire.bytes[7] += most + 1;
    CHECK(wire.sweep(false) == Descriptors{7});
}

TEST_CASE("heartbeats between messages are no message") {
    Wire wire;
    wire.accept(7);
    for (int i = 0; i < 10'000; ++i) {
        wire.bytes[7] += 200;
        if (i % 4 == 0) wire.unfinished.heard(7, 20, 1);
        REQUIRE(wire.sweep().empty());
    }
}

TEST_CASE("a fast sender whose messages come through is not cut for what is under way") {
    Wire wire;
    wire.accept(7);
    wire.bytes[7] = 1'000'000;
    for (int i = 0; i < 100; ++i) {
        wire.bytes[7] += 65'536;
        wire.unfinished.heard(7, 65'536, 1);
        REQUIRE(wire.sweep().empty());
    }
}

TEST_CASE("with nobody connected there is nothing to wake up for") {
    Wire wire;
    CHECK(!wire.unfinished.next_deadline());
    wire.accept(7);
    CHECK(wire.unfinished.next_deadline());
    wire.unfinished.closed(7);
    wire.unfinished.closed(7);
    CHECK(!wire.unfinished.next_deadline());
    CHECK(!wire.unfinished.due(1h));
}

TEST_CASE("ten thousand connections are all looked at within a second") {
    Wire wire;
    for (int descriptor = 0; descriptor < 10'000; ++descriptor) wire.accept(descriptor);
    const auto times = ms{1'000} / Unfinished::interval;
    for (int i = 0; i < times; ++i) CHECK(wire.sweep().empty());
    for (auto& [descriptor, bytes] : wire.bytes) bytes = most + 1;
    std::set<int> cut;
    for (int i = 0; i < times; ++i)
        for (const int descriptor : wire.sweep()) cut.insert(descriptor);
    CHECK(cut.size() == 10'000);
}

TEST_CASE("a descriptor that is gone, or is none, is passed over") {
    Wire wire;
    wire.unfinished.accepted(-1);
    wire.unfinished.heard(-1, 1, 1);
    wire.unfinished.heard(99, 1, 1);
    wire.unfinished.closed(-1);
    wire.unfinished.accepted(7);
    CHECK(wire.sweep().empty());
}

TEST_CASE("who has said no hello may have a frame open, and is cut within milliseconds past it") {
    Wire wire;
    wire.accept(8);
    wire.unfinished.accepted(7);
    wire.bytes[7] = Unfinished::newcomers_small;
    wire.bytes[8] = Unfinished::newcomers_small + 1;
    CHECK(wire.sweep().empty());
    wire.bytes[7] = Unfinished::newcomers_small + 1;
    wire.now += Unfinished::newcomers_interval - Unfinished::interval;
    CHECK(wire.sweep() == Descriptors{7});
}

TEST_CASE("many who have said no hello are all looked at, some at a time") {
    Wire wire;
    for (int descriptor = 0; descriptor < 1'000; ++descriptor) {
        wire.unfinished.accepted(descriptor);
        wire.bytes[descriptor] = Unfinished::newcomers_small + 1;
    }
    std::set<int> cut;
    for (int i = 0; i < 10; ++i)
        for (const int descriptor : wire.sweep()) cut.insert(descriptor);
    CHECK(cut.size() == 1'000);
    CHECK(wire.unfinished.newcomers() == 1'000);
    for (int descriptor = 0; descriptor < 1'000; ++descriptor) wire.unfinished.closed(descriptor);
    CHECK(wire.unfinished.newcomers() == 0);
}

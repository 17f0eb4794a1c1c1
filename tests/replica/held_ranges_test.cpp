#include "common/client/replica/held_ranges.hpp"

#include <doctest/doctest.h>

#include <map>

#include "tests/support/broker_conversation.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

namespace {

/// A hash that tells the number of its entry.
Hash hash_of(std::uint64_t number) {
    Hash hash;
    hash.bytes[0] = static_cast<std::uint8_t>(number);
    return hash;
}
HeldRange range(std::uint64_t first, std::uint64_t last) {
    return {first, last, hash_of(first - 1), hash_of(last)};
}
AddedRange added(std::uint64_t first, std::uint64_t last) {
    AddedRange result{first, {}};
    for (std::uint64_t number = first - 1; number <= last; ++number)
        result.hashes.push_back(hash_of(number));
    return result;
}

}  // namespace

TEST_SUITE("held ranges") {
    TEST_CASE("entries join the ranges that they touch or overlap") {
        const HeldRanges held{range(3, 5), range(10, 12)};
        CHECK(with_range({}, added(3, 5)) == HeldRanges{range(3, 5)});
        CHECK(with_range(held, added(1, 1)) == HeldRanges{range(1, 1), range(3, 5), range(10, 12)});
        CHECK(with_range(held, added(1, 2)) == HeldRanges{range(1, 5), range(10, 12)});
        CHECK(with_range(held, added(4, 7)) == HeldRanges{range(3, 7), range(10, 12)});
        CHECK(with_range(held, added(6, 9)) == HeldRanges{range(3, 12)});
        CHECK(with_range(held, added(1, 20)) == HeldRanges{range(1, 20)});
        CHECK(with_range(held, added(11, 11)) == held);
        CHECK(with_range(held, added(7, 8)) == HeldRanges{range(3, 5), range(7, 8), range(10, 12)});
    }

    TEST_CASE("a hash that differs where ranges meet contradicts") {
        const HeldRanges held{range(3, 5), range(10, 12)};
        for (const std::uint64_t wrong : {std::uint64_t{5}, std::uint64_t{9}}) {
            AddedRange other = added(6, 9);
            other.hashes[wrong - 5] = hash_of(99);
            CHECK(with_range(held, other) == std::nullopt);
        }
        AddedRange inside = added(1, 20);
        inside.hashes[12] = hash_of(99);  // of the entry 12, where a range ends
        CHECK(with_range(held, inside) == std::nullopt);
    }

    TEST_CASE("the newest missing number is found") {
        const HeldRanges held{range(3, 5), range(10, 12)};
        CHECK(newest_missing(held, 1, 15) == 15);
        CHECK(newest_missing(held, 1, 12) == 9);
        CHECK(newest_missing(held, 1, 11) == 9);
        CHECK(newest_missing(held, 10, 12) == std::nullopt);
        CHECK(newest_missing(held, 3, 5) == std::nullopt);
        CHECK(newest_missing(held, 1, 5) == 2);
        CHECK(newest_missing({}, 1, 0) == std::nullopt);
        CHECK(newest_missing({}, 1, 4) == 4);
    }

    TEST_CASE("the first held number from some number on is found with few questions") {
        const HeldRanges held{range(3, 5), range(10, 12), range(101, 1'000'000)};
        for (const auto& [from, first] : std::map<std::uint64_t, std::uint64_t>{
                 {1, 3}, {4, 4}, {6, 10}, {12, 12}, {13, 101}, {500'000, 500'000}}) {
            int asked = 0;
            const auto found = first_held(held, [&, from = from](std::uint64_t number) {
                ++asked;
                return number >= from;
            });
            CHECK(found == first);
            CHECK(asked <= 25);
        }
        CHECK(first_held(held, [](std::uint64_t) { return false; }) == std::nullopt);
        CHECK(first_held({}, [](std::uint64_t) { return true; }) == std::nullopt);
    }
}

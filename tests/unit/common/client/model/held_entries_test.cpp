#include "common/client/model/held_entries.hpp"

#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using indaba::Account;
using indaba::Entry;
using indaba::Hash;
using indaba::lobby;
using indaba::client::HeldEntries;
using indaba::test::BrokerConversation;
using indaba::test::lobby_of;
using indaba::test::Numbers;

namespace {

HeldEntries::Added give(HeldEntries& history, const BrokerConversation& talk, std::uint64_t from,
                        std::uint64_t to) {
    return history.add(talk.hash(from - 1), talk.from_to(from, to));
}

}  // namespace

TEST_SUITE_BEGIN("history");

TEST_CASE("an added entry is found by its number, with its hash") {
    const BrokerConversation talk = lobby_of(5);
    HeldEntries history(lobby);
    CHECK(give(history, talk, 1, 5).new_numbers == Numbers{1, 2, 3, 4, 5});
    REQUIRE(history.find(3));
    CHECK(*history.find(3) == talk.entry(3));
    CHECK(history.hash_at(5) == talk.hash(5));
    CHECK_FALSE(history.find(6));
    CHECK_FALSE(history.find(0));
    CHECK_FALSE(history.hash_at(6));
}

TEST_CASE("the hash before a held range is known, and before the first entry it is zero") {
    const BrokerConversation talk = lobby_of(9);
    HeldEntries history(lobby);
    CHECK(history.hash_at(0) == Hash{});
    give(history, talk, 5, 9);
    CHECK(history.hash_at(4) == talk.hash(4));
    CHECK_FALSE(history.hash_at(3));
}

TEST_CASE("entries that overlap held ones add only the new ones") {
    const BrokerConversation talk = lobby_of(9);
    HeldEntries history(lobby);
    give(history, talk, 3, 5);
    CHECK(give(history, talk, 3, 5).new_numbers.empty());
    CHECK(give(history, talk, 1, 9).new_numbers == Numbers{1, 2, 6, 7, 8, 9});
    REQUIRE(history.ranges().size() == 1);
    CHECK(history.ranges()[0].first() == 1);
    CHECK(history.ranges()[0].last() == 9);
}

TEST_CASE("ranges that meet are joined, in any order of arrival") {
    const BrokerConversation talk = lobby_of(9);
    HeldEntries history(lobby);
    give(history, talk, 7, 9);
    give(history, talk, 1, 2);
    CHECK(history.ranges().size() == 2);
    CHECK(history.first_missing(1, 9) == 3);
    give(history, talk, 3, 6);
    REQUIRE(history.ranges().size() == 1);
    for (std::uint64_t number = 1; number <= 9; ++number) {
        CHECK(*history.find(number) == talk.entry(number));
        CHECK(history.hash_at(number) == talk.hash(number));
    }
    CHECK(history.ranges()[0].before == Hash{});
}

TEST_CASE("a small range joined before a large one keeps the hash before it") {
    const BrokerConversation talk = lobby_of(9);
    HeldEntries history(lobby);
    give(history, talk, 4, 9);
    give(history, talk, 3, 3);
    REQUIRE(history.ranges().size() == 1);
    CHECK(history.ranges()[0].before == talk.hash(2));
    CHECK(history.hash_at(3) == talk.hash(3));
}

TEST_CASE("entries that contradict held ones are refused as a whole") {
    const BrokerConversation talk = lobby_of(9);
    const BrokerConversation other = lobby_of(9, "ho");
    HeldEntries history(lobby);
    give(history, talk, 4, 6);
    SUBCASE("another entry under a held number") { CHECK(give(history, other, 5, 5).diverged); }
    SUBCASE("another end before a held range") { CHECK(give(history, other, 2, 3).diverged); }
    SUBCASE("another hash behind a held range") { CHECK(give(history, other, 7, 8).diverged); }
    SUBCASE("overlap that begins right and goes on wrong") {
        std::vector<Entry> entries = talk.from_to(4, 9);
        entries[2].body = "changed";
        CHECK(history.add(talk.hash(3), entries).diverged);
    }
    SUBCASE("a first entry with something before it") {
        CHECK(history.add(talk.hash(1), talk.from_to(1, 1)).diverged);
    }
    CHECK(history.ranges().size() == 1);
    CHECK_FALSE(history.find(7));
    CHECK_FALSE(history.find(3));
}

TEST_CASE("numbers that are not dense are refused") {
    const BrokerConversation talk = lobby_of(9);
    HeldEntries history(lobby);
    CHECK(history.add(Hash{}, {talk.entry(1), talk.entry(3)}).diverged);
    CHECK(history.add(Hash{}, {talk.entry(2), talk.entry(1)}).diverged);
    Entry zero = talk.entry(1);
    zero.number = 0;
    CHECK(history.add(Hash{}, {zero}).diverged);
    CHECK(history.empty());
    CHECK_FALSE(history.add(Hash{}, {}).diverged);
}

TEST_CASE("first_missing finds the first number that is not held") {
    const BrokerConversation talk = lobby_of(20);
    HeldEntries history(lobby);
    CHECK(history.first_missing(1, 20) == 1);
    CHECK_FALSE(history.first_missing(2, 1));
    give(history, talk, 5, 8);
    give(history, talk, 12, 15);
    CHECK(history.first_missing(1, 20) == 1);
    CHECK(history.first_missing(5, 20) == 9);
    CHECK(history.first_missing(6, 9) == 9);
    CHECK_FALSE(history.first_missing(5, 8));
    CHECK(history.first_missing(12, 20) == 16);
    CHECK(history.first_missing(17, 20) == 17);
}

TEST_CASE("discarding entries keeps the hash before the remaining ones") {
    const BrokerConversation talk = lobby_of(20);
    HeldEntries history(lobby);
    give(history, talk, 5, 8);
    give(history, talk, 12, 15);
    history.discard_up_to(13);
    REQUIRE(history.ranges().size() == 1);
    CHECK(history.ranges().front().first() == 14);
    CHECK(history.hash_at(13) == talk.hash(13));
    CHECK_FALSE(history.hash_at(12));
    history.discard_up_to(2);
    CHECK(history.ranges().size() == 1);
    history.discard_up_to(15);
    CHECK(history.empty());
}

TEST_SUITE_END();

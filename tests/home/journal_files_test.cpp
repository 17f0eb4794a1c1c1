#include "common/client/home/journal_files.hpp"

#include <doctest/doctest.h>

#include "tests/home/stores.hpp"
#include "tests/home/temporary_home.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE("journal files") {
    TEST_CASE("a home without a known journal has no store, no people and no posts") {
        const TemporaryHome home;
        const JournalFiles files(home.path());
        CHECK(files.store() == nullptr);
        CHECK(files.people() == nullptr);
        CHECK_FALSE(files.journal());
        CHECK(files.posts_missing_in({}).empty());
    }

    TEST_CASE("opening the store of another journal returns the previous store") {
        const TemporaryHome home;
        JournalFiles files(home.path());
        CHECK(files.open_store(journal) == nullptr);
        files.store()->add_post(row(1), room);
        const auto previous = files.open_store(other_journal);
        REQUIRE(previous);
        CHECK(previous->outbox().size() == 1);
        CHECK(files.journal() == other_journal);
        CHECK(files.store()->outbox().empty());
    }

    TEST_CASE("stored posts that the outbox lacks are returned, oldest first") {
        const TemporaryHome home;
        JournalFiles files(home.path());
        files.open_store(journal);
        for (const std::uint64_t n : {1u, 2u, 3u}) files.store()->add_post(row(n), room);
        CHECK(files.posts_missing_in({row(2)}) == std::vector{row(1), row(3)});
    }

    TEST_CASE("the read position is the further one of the store and the broker") {
        const TemporaryHome home;
        JournalFiles files(home.path());
        Conversation lobby_room;
        lobby_room.id = lobby;
        ConversationState state(lobby_room);
        state.read = 3;
        CHECK(files.read_position(state) == 3);
        files.open_store(journal);
        files.store()->set_read(lobby, 5);
        CHECK(files.read_position(state) == 5);
        state.read = 7;
        CHECK(files.read_position(state) == 7);
    }
}

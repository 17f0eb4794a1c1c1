#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

TEST_CASE("read positions come from heads, and unread counts leave out what may not be read") {
    ModelFixture fixture(counting_options(newest));
    Head head = lobby_of(10).head();
    head.read = 4;
    fixture.join({head});
    fixture.answer_all(lobby_of(10));
    CHECK(fixture.lobby_state().unread() == UnreadCount{6, 0, false});
    fixture.send_resync({[&] {
        head.first = 11;
        return head;
    }()});
    CHECK(fixture.lobby_state().unread() == UnreadCount{});
}

TEST_CASE("live entries are held, and reported once even when they are sent again") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    talk.say_many(bob, 2);
    fixture.receive(talk.live(4, 5));
    CHECK(fixture.live_numbers() == Numbers{4, 5});
    REQUIRE(fixture.lobby_state().held.find(5));
    CHECK(fixture.lobby_state().hash == talk.hash(5));
    fixture.receive(talk.live(4, 5));
    fixture.receive(talk.live(5, 5));
    CHECK(fixture.live_numbers() == Numbers{4, 5});
    CHECK(fixture.news<Diverged>().empty());
    CHECK(fixture.sent<Sync>().empty());
}

TEST_CASE("live entries that overlap held ones add only the new entries") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    talk.say_many(bob, 3);
    fixture.receive(talk.live(4, 5));
    fixture.receive(talk.live(2, 6));
    CHECK(fixture.live_numbers() == Numbers{4, 5, 6});
    CHECK_FALSE(fixture.lobby_state().held.find(2));  // only pages fill a gap
}

TEST_CASE("a gap in live entries sends one sync; entries after the gap are not shown") {
    ModelFixture fixture(options_of_ann(newest));
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    talk.say_many(bob, 3);
    fixture.receive(talk.live(5, 5));
    fixture.receive(talk.live(6, 6));
    CHECK(fixture.sent<Sync>().size() == 1);
    CHECK(fixture.news<NewEntries>().empty());
    fixture.send_resync({talk.head()});
    fixture.answer_all(talk);
    CHECK(fixture.fetched_numbers() == Numbers{4, 5, 6});
    CHECK(fixture.news<BecameReady>().empty());  // the client was never offline
}

TEST_CASE(
    "a live entry of an unknown conversation is accepted at number 1, else the client syncs") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say_many(bob, 2);
    SUBCASE("from 1") {
        fixture.receive(whisper.live(1, 1));
        CHECK(fixture.live_numbers() == Numbers{1});
        CHECK(fixture.sent<Sync>().empty());
    }
    SUBCASE("from 2") {
        fixture.receive(whisper.live(2, 2));
        CHECK(fixture.live_numbers().empty());
        CHECK(fixture.sent<Sync>().size() == 1);
    }
}

TEST_CASE("live entries between heads and ready are added after the heads") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    fixture.receive(People{1, fixture.here, false});
    fixture.receive(Heads{{talk.head()}, {}, false});
    talk.say(bob, "late");
    BrokerConversation whisper(whisper_between(ann, bob));
    whisper.say(bob, "psst");
    fixture.receive(talk.live(4, 4));
    fixture.receive(whisper.live(1, 1));
    fixture.receive(Ready{});
    CHECK(fixture.live_numbers() == Numbers{4, 1});
    CHECK(fixture.news<Diverged>().empty());
    CHECK(fixture.sent<Sync>().empty());
}

TEST_CASE("entries of an unknown kind are held and hashed like any other") {
    ModelFixture fixture;
    BrokerConversation talk = lobby_of(1);
    fixture.join_and_fetch(talk);
    Entry sealed;
    sealed.number = 2;
    sealed.account = bob;
    sealed.kind = "_room";
    sealed.body = std::string{"\x00\xff", 2};
    fixture.receive(Entries{lobby_conversation(), {sealed}, {}});
    CHECK(fixture.live_numbers() == Numbers{2});
    CHECK(fixture.lobby_state().hash == chain(talk.hash(1), lobby, sealed));
}

TEST_SUITE_END();

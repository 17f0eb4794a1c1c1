#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

TEST_CASE("an idle client pings after 20 s and reconnects when no pong comes") {
    ModelFixture fixture;
    const BrokerConversation talk = empty_lobby();
    fixture.join_and_fetch(talk);
    fixture.pass(19'999ms);
    CHECK(fixture.sent<Ping>().empty());
    fixture.pass(1ms);
    CHECK(fixture.sent<Ping>().size() == 1);
    SUBCASE("a pong keeps the connection") {
        fixture.pong_now(talk);
        fixture.pass(19s);
        CHECK(fixture.news<Reconnect>().empty());
        CHECK(fixture.sent<Ping>().size() == 1);
        fixture.pass(1s);
        CHECK(fixture.sent<Ping>().size() == 2);
    }
    SUBCASE("without a pong it reconnects") {
        fixture.pass(9'999ms);
        CHECK(fixture.news<Reconnect>().empty());
        fixture.pass(1ms);
        CHECK(fixture.news<Reconnect>().size() == 1);
        CHECK(fixture.news<BecameOffline>().size() == 1);
        CHECK(fixture.model.connection_state() == ConnectionState::offline);
        fixture.lose();
        CHECK(fixture.news<BecameOffline>().size() == 1);
        CHECK_FALSE(fixture.model.next_deadline());
    }
}

TEST_CASE("a client that sends needs no ping") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.pass(15s);
    fixture.post(1, "one");
    fixture.pass(19s);
    CHECK(fixture.sent<Ping>().empty());
}

TEST_CASE("a join without progress for ten seconds makes the client reconnect") {
    ModelFixture fixture;
    fixture.open();
    SUBCASE("no welcome") {}
    SUBCASE("no ready") {
        fixture.pass(9s);
        fixture.receive(fixture.welcome());
    }
    SUBCASE("no end of the lists") {
        fixture.receive(fixture.welcome());
        fixture.pass(9s);
        fixture.receive(People{1, {}, true});
    }
    fixture.pass(9'999ms);
    CHECK(fixture.news<Reconnect>().empty());
    fixture.pass(1ms);
    CHECK(fixture.news<Reconnect>().size() == 1);
}

TEST_CASE("a digest or presence version other than ours makes the client sync") {
    ModelFixture fixture;
    const BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    SUBCASE("all the same") {
        fixture.pong_now(talk);
        CHECK(fixture.sent<Sync>().empty());
    }
    SUBCASE("digest") {
        fixture.receive(Pong{{}, fixture.presence});
        fixture.receive(Pong{{}, fixture.presence});
        CHECK(fixture.sent<Sync>().size() == 1);
    }
    SUBCASE("presence version") {
        fixture.presence = 8;
        fixture.pong_now(talk);
        CHECK(fixture.sent<Sync>().size() == 1);
        fixture.send_resync({talk.head()});
        fixture.pong_now(talk);
        CHECK(fixture.sent<Sync>().size() == 1);
    }
}

TEST_SUITE_END();

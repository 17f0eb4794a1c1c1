#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

TEST_CASE("a notice is reported") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.receive(Notice{"stopping", "Back soon."});
    REQUIRE(fixture.news<NoticeReceived>().size() == 1);
    CHECK(fixture.news<NoticeReceived>()[0].code == "stopping");
}

TEST_CASE("an order that is refused for now is sent again after retry_ms") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(0));
    const auto request = fixture.model.order("kick", bob, {}, fixture.now, fixture.effects);
    fixture.model.order("ban", bob, {}, fixture.now, fixture.effects);  // not refused
    Refusal later = refusal(code::slow_down);
    later.request = request;
    later.retry_ms = 700;
    fixture.receive(later);
    CHECK(fixture.news<OrderAnswered>().empty());
    fixture.pass(699ms);
    CHECK(fixture.sent<Order>().size() == 2);
    fixture.pass(1ms);
    REQUIRE(fixture.sent<Order>().size() == 3);
    CHECK(fixture.sent<Order>()[2].request == request);
    fixture.receive(Done{request});
    REQUIRE(fixture.news<OrderAnswered>().size() == 1);
    CHECK(fixture.news<OrderAnswered>()[0].refused.empty());
}

TEST_CASE("an order is answered once: done, refused, or lost with the connection") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(1));
    const auto give = [&] {
        return fixture.model.order("kick", bob, {}, fixture.now, fixture.effects);
    };
    fixture.receive(Done{give()});
    Refusal no = refusal(code::not_operator);
    no.request = give();
    fixture.receive(no);
    give();
    fixture.lose();
    const auto ended = fixture.news<OrderAnswered>();
    REQUIRE(ended.size() == 3);
    CHECK(ended[0].refused.empty());
    CHECK(ended[1].refused == "No.");
    CHECK(ended[2].refused.find("not known") != std::string::npos);
}

TEST_CASE("a kicked client does not reconnect by itself") {
    for (const char* code : {"kicked", "banned", "rebound"}) {
        ModelFixture fixture;
        fixture.join_and_fetch(lobby_of(1));
        fixture.receive(Notice{code, "An operator has put you out."});
        REQUIRE(fixture.news<Kicked>().size() == 1);
        CHECK(fixture.news<Reconnect>().empty());
        CHECK(fixture.model.connection_state() == ConnectionState::offline);
    }
}

TEST_CASE("a client that leaves sends bye and no further message") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.leave(fixture.now, fixture.effects);
    CHECK(fixture.sent<Bye>().size() == 1);
    fixture.lose();
    fixture.pass(60s);
    CHECK(fixture.effects.size() == 1);
}

TEST_SUITE_END();

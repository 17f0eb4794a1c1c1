#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

TEST_CASE("a client says hello, joins with the nonce and is ready") {
    ModelFixture fixture;
    fixture.open();
    REQUIRE(fixture.sent<Hello>().size() == 1);
    CHECK(fixture.sent<Hello>()[0].account == ann);
    CHECK(fixture.model.connection_state() == ConnectionState::awaiting_welcome);
    fixture.receive(fixture.welcome());
    CHECK(fixture.model.connection_state() == ConnectionState::joining);
    REQUIRE(fixture.sent<Join>().size() == 1);
    CHECK(fixture.sent<Join>()[0].nonce == fixture.welcome().nonce);
    CHECK_FALSE(fixture.sent<Join>()[0].name);
    CHECK(fixture.news<BecameReady>().empty());
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
    CHECK(fixture.news<BecameReady>().size() == 1);
}

TEST_CASE("join carries a name only when welcome brought none") {
    ModelFixture fixture;
    fixture.open();
    Welcome nameless = fixture.welcome();
    nameless.name.reset();
    fixture.receive(nameless);
    CHECK(fixture.sent<Join>()[0].name == "ann");
}

TEST_CASE("a client whose account has a name joins without sending one") {
    ModelFixture fixture;
    fixture.open();
    Welcome named = fixture.welcome();
    named.name = "anna";
    fixture.receive(named);
    CHECK_FALSE(fixture.sent<Join>()[0].name);
    CHECK(fixture.model.my_name() == "anna");
}

TEST_CASE("a refused name is reported, and another name joins") {
    ModelFixture fixture;
    fixture.open();
    Welcome nameless = fixture.welcome();
    nameless.name.reset();
    fixture.receive(nameless);
    fixture.receive(refusal(code::name_taken));
    REQUIRE(fixture.news<JoinRefused>().size() == 1);
    CHECK(fixture.news<JoinRefused>()[0].code == code::name_taken);
    fixture.pass(15s);
    CHECK(fixture.news<Reconnect>().empty());  // a person may take time to choose
    fixture.forget();
    fixture.model.ask_name("anne", fixture.now, fixture.effects);
    CHECK(fixture.sent<Join>()[0].name == "anne");
    fixture.here = {{ann, "anne"}};
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.model.my_name() == "anne");
    CHECK(fixture.sent<Join>().size() == 1);
}

TEST_CASE("a join refused with retry_ms is sent again after that time") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    fixture.forget();
    Refusal busy = refusal(code::busy);
    busy.retry_ms = 500;
    fixture.receive(busy);
    CHECK(fixture.news<JoinRefused>().empty());
    fixture.pass(499ms);
    CHECK(fixture.sent<Join>().empty());
    fixture.pass(1ms);
    CHECK(fixture.sent<Join>().size() == 1);
}

TEST_CASE("a refused name change leaves the session as it was") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.ask_name("bob", fixture.now, fixture.effects);
    CHECK(fixture.sent<Join>()[0].name == "bob");
    fixture.receive(refusal(code::name_taken));
    CHECK(fixture.news<JoinRefused>().size() == 1);
    CHECK(fixture.model.connection_state() == ConnectionState::ready);
    CHECK(fixture.model.my_name() == "ann");
}

TEST_CASE("a name change whose connection was lost is requested again once") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.model.ask_name("anne", fixture.now, fixture.effects);
    fixture.lose();
    fixture.forget();
    fixture.join(empty_lobby());
    REQUIRE(fixture.sent<Join>().size() == 2);
    CHECK_FALSE(fixture.sent<Join>()[0].name);
    CHECK(fixture.sent<Join>()[1].name == "anne");
    fixture.receive(Presence{2, {}, {}, {{ann, "anne"}}});
    CHECK(fixture.model.my_name() == "anne");
    REQUIRE(fixture.news<Renamed>().size() == 1);
    CHECK(fixture.news<Renamed>()[0].before == "ann");
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.sent<Join>().size() == 2);
}

TEST_CASE("welcome for another account: the client reports a violation and reconnects") {
    ModelFixture fixture;
    fixture.open();
    Welcome wrong = fixture.welcome();
    wrong.account = bob;
    fixture.receive(wrong);
    CHECK(fixture.news<ProtocolViolation>().size() == 1);
    CHECK(fixture.news<Reconnect>().size() == 1);
    CHECK(fixture.sent<Join>().empty());
    CHECK(fixture.model.connection_state() == ConnectionState::offline);
}

TEST_CASE("welcome with another protocol version: reported, no join is sent") {
    ModelFixture fixture;
    fixture.open();
    Welcome newer = fixture.welcome();
    newer.version = protocol_version + 1;
    fixture.receive(newer);
    REQUIRE(fixture.news<JoinRefused>().size() == 1);
    CHECK(fixture.news<JoinRefused>()[0].code == code::version);
    CHECK(fixture.sent<Join>().empty());
}

TEST_CASE("the first journal and the same journal again are reported as related and unchanged") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    REQUIRE(fixture.news<Welcomed>().size() == 1);
    CHECK_FALSE(fixture.news<Welcomed>()[0].changed);
    CHECK(fixture.news<Welcomed>()[0].related);
    CHECK(fixture.model.journal() == test::journal_id(1));
    fixture.lose();
    fixture.open();
    fixture.receive(fixture.welcome());
    REQUIRE(fixture.news<Welcomed>().size() == 2);
    CHECK_FALSE(fixture.news<Welcomed>()[1].changed);
}

TEST_CASE("a child journal gets the outbox, and all conversations are fetched again") {
    ModelFixture fixture(options_of_ann(all_after(0)));
    const BrokerConversation talk = lobby_of(3);
    fixture.join_and_fetch(talk);
    fixture.lose();
    fixture.post(1, "one");
    fixture.forget();
    fixture.open();
    Welcome restored = fixture.welcome();
    restored.journal = test::journal_id(2);
    restored.parents = {test::journal_id(1)};
    fixture.receive(restored);
    const auto welcomed = fixture.news<Welcomed>();
    REQUIRE(welcomed.size() == 1);
    CHECK(welcomed[0].changed);
    CHECK(welcomed[0].related);
    CHECK(welcomed[0].unsent_rows.empty());
    CHECK(fixture.lobby_state().held.empty());
    fixture.send_resync({talk.head_at(2)});
    CHECK(fixture.news<Diverged>().empty());  // a restored journal may be shorter
    CHECK(fixture.said() == Bodies{"one"});
    CHECK(fixture.asked().after == 0);
}

TEST_CASE("an unrelated journal gets no posts: the outbox rows are handed to the caller") {
    Model::Options options = options_of_ann();
    options.journal = test::journal_id(9);
    options.outbox = {ModelFixture{}.row(1, "one"), ModelFixture{}.row(2, "two")};
    ModelFixture fixture(options);
    fixture.open();
    fixture.receive(fixture.welcome());
    const auto welcomed = fixture.news<Welcomed>();
    REQUIRE(welcomed.size() == 1);
    CHECK(welcomed[0].changed);
    CHECK_FALSE(welcomed[0].related);
    CHECK(welcomed[0].unsent_rows == options.outbox);
    CHECK(fixture.model.outbox().empty());
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.said().empty());
}

TEST_CASE("names, people and conversations of one server are not shown at another") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join_and_fetch(lobby_of(3));
    fixture.lose();
    fixture.open();
    Welcome other = fixture.welcome();
    other.journal = test::journal_id(2);
    fixture.receive(other);
    CHECK(fixture.model.conversations().empty());
    fixture.here = {{ann, "ann"}, {cid, "cid"}};
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.people() == Names{"ann", "cid"});
    CHECK(fixture.news<Diverged>().empty());
    CHECK(fixture.joined().empty());
}

TEST_SUITE_END();

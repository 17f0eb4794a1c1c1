#include <doctest/doctest.h>

#include "tests/unit/common/client/model/model_fixture.hpp"

using namespace indaba;
using namespace indaba::client;
using namespace indaba::test;

TEST_SUITE_BEGIN("model");

TEST_CASE("the first people list is shown at once and produces no join news") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join(empty_lobby());
    CHECK(fixture.people() == Names{"ann", "bob"});
    CHECK(fixture.joined().empty());
}

TEST_CASE("presence: join, leave and rename each produce news") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    fixture.receive(Presence{2, {{bob, "bob"}}, {}, {}});
    CHECK(fixture.joined() == Names{"bob"});
    CHECK(fixture.people() == Names{"ann", "bob"});
    fixture.receive(Presence{3, {}, {}, {{bob, "rob"}}});
    REQUIRE(fixture.news<Renamed>().size() == 1);
    CHECK(fixture.news<Renamed>()[0].before == "bob");
    CHECK(fixture.news<Renamed>()[0].now == "rob");
    CHECK(fixture.people() == Names{"ann", "rob"});
    fixture.receive(Presence{4, {}, {bob}, {}});
    CHECK(fixture.left() == Names{"rob"});
    CHECK(fixture.people() == Names{"ann"});
    CHECK(fixture.model.name_of(bob) == "rob");
}

TEST_CASE("the own account is always online and never produces presence news") {
    ModelFixture fixture;
    fixture.here = {};
    fixture.join(empty_lobby());
    CHECK(fixture.people() == Names{"ann"});
    fixture.receive(Presence{2, {{ann, "ann"}}, {}, {}});
    fixture.receive(Presence{3, {}, {ann}, {}});
    CHECK(fixture.people() == Names{"ann"});
    CHECK(fixture.joined().empty());
    CHECK(fixture.left().empty());
}

TEST_CASE("a quiet session is not listed among the people") {
    Model::Options options = options_of_ann();
    options.quiet = true;
    ModelFixture fixture(options);
    fixture.here = {};
    fixture.join(empty_lobby());
    CHECK(fixture.sent<Join>()[0].quiet);
    CHECK(fixture.people().empty());
}

TEST_CASE(
    "after a lost connection the old people list stays for ten seconds, then changes are "
    "reported") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join_and_fetch(empty_lobby());
    fixture.lose();
    CHECK(fixture.people() == Names{"ann", "bob"});
    fixture.here = {{ann, "ann"}};
    fixture.join(empty_lobby());
    CHECK(fixture.people() == Names{"ann", "bob"});
    fixture.receive(Presence{2, {{cid, "cid"}}, {}, {}});
    fixture.pass(9'999ms);
    CHECK(fixture.people() == Names{"ann", "bob"});
    CHECK(fixture.joined().empty());
    fixture.pass(1ms);
    CHECK(fixture.people() == Names{"ann", "cid"});
    CHECK(fixture.joined() == Names{"cid"});
    CHECK(fixture.left() == Names{"bob"});
}

TEST_CASE("a person back within ten seconds of ready produces no news") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "bob"}};
    fixture.join_and_fetch(empty_lobby());
    fixture.lose();
    fixture.here = {{ann, "ann"}};
    fixture.join(empty_lobby());
    fixture.receive(Presence{2, {{bob, "bob"}}, {}, {}});
    fixture.pass(10s);
    CHECK(fixture.joined().empty());
    CHECK(fixture.left().empty());
}

TEST_CASE(
    "a people list in two messages is one list, and a restarted list drops the unfinished one") {
    ModelFixture fixture;
    fixture.open();
    fixture.receive(fixture.welcome());
    fixture.receive(People{4, {{cid, "cid"}}, true});
    fixture.receive(People{5, {{ann, "ann"}}, true});
    fixture.receive(People{5, {{bob, "bob"}}, false});
    fixture.receive(Heads{{}, {}, false});
    fixture.receive(Ready{});
    CHECK(fixture.people() == Names{"ann", "bob"});
}

TEST_CASE("an account is found by its name as written and as case-folded") {
    ModelFixture fixture;
    fixture.here = {{ann, "ann"}, {bob, "Bob"}};
    fixture.join(empty_lobby());
    CHECK(fixture.model.account_of("Bob") == bob);
    CHECK(fixture.model.account_of("bob") == bob);
    CHECK(fixture.model.account_of("bOB") == bob);
    CHECK_FALSE(fixture.model.account_of("cid"));
    CHECK_FALSE(fixture.model.account_of("no name"));
    CHECK(fixture.model.name_of(cid).empty());
}

TEST_CASE("who is answered when all parts have come, and is sent again after a ready") {
    ModelFixture fixture;
    fixture.join_and_fetch(empty_lobby());
    const std::uint64_t request = fixture.model.who(std::nullopt, fixture.now, fixture.effects);
    fixture.receive(Known{request, {{bob, "bob", true}}, true});
    CHECK(fixture.news<WhoAnswered>().empty());
    fixture.send_resync({empty_lobby().head()});
    CHECK(fixture.sent<Who>().size() == 2);
    fixture.receive(Known{request, {{bob, "bob", true}}, true});
    fixture.receive(Known{request, {{cid, "cid", false}}, false});
    REQUIRE(fixture.news<WhoAnswered>().size() == 1);
    CHECK(fixture.news<WhoAnswered>()[0].request == request);
    CHECK(fixture.news<WhoAnswered>()[0].accounts.size() == 2);
    CHECK(fixture.model.account_of("cid") == cid);
}

TEST_CASE(
    "a who request refused with retry_ms is sent again; a final refusal gives an empty answer") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(1));
    Refusal no = refusal(code::busy);
    no.request = fixture.model.who("bob", fixture.now, fixture.effects);
    no.retry_ms = 500;
    fixture.receive(no);
    fixture.forget();
    fixture.pass(500ms);
    REQUIRE(fixture.sent<Who>().size() == 1);
    CHECK(fixture.sent<Who>()[0].request == *no.request);
    no.retry_ms.reset();
    fixture.receive(no);
    REQUIRE(fixture.news<WhoAnswered>().size() == 1);
    CHECK(fixture.news<WhoAnswered>()[0].accounts.empty());
}

TEST_CASE("a gap in the versions of presence makes the client sync at once") {
    ModelFixture fixture;
    fixture.join_and_fetch(lobby_of(0));
    Presence presence;
    presence.joined = {{bob, "bob"}};
    presence.version = fixture.presence + 1;
    fixture.receive(presence);
    CHECK(fixture.sent<Sync>().empty());
    presence.joined.clear();
    presence.version += 2;
    fixture.receive(presence);
    CHECK(fixture.sent<Sync>().size() == 1);
}

TEST_SUITE_END();

/// Silence, stopping, and what the wall clock does not decide.
#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

TEST_CASE("a session that is silent for 60 s ends") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.advance(30s);
    broker.from("ann", Ping{});
    broker.undecodable_from("ann", {std::string(code::bad_message), "Not a message."});
    broker.advance(30s);
    CHECK(broker.cut("bob"));
    CHECK(!broker.cut("ann"));
    broker.advance(PresenceBoard::batch);
    CHECK(broker.got<Presence>("ann")[0].left == std::vector{account("bob")});
    broker.advance(30s);
    CHECK(broker.cut("ann"));
    CHECK(broker.core().sessions() == 0);
}

TEST_CASE("who pings lives") {
    Harness broker;
    broker.join_all("ann");
    broker.advance_pinging(10min);
    CHECK(!broker.cut("ann"));
}

TEST_CASE("bye ends the session") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.from("bob", Bye{});
    broker.advance(PresenceBoard::batch);
    CHECK(broker.got<Presence>("ann")[0].left == std::vector{account("bob")});
    broker.say("bob", 1);
    CHECK(broker.refused("bob") == Lines{"not_joined 1"});
}

TEST_CASE("the end of a connection that is unknown or ended before is nothing") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.from("bob", Bye{});
    broker.end("bob");
    broker.connect("cid");
    broker.end("cid");
    CHECK(broker.core().sessions() == 1);
}

// ---- stopping
// ------------------------------------------------------------------------------------

TEST_CASE("a broker that stops refuses posts, and finishes and delivers what waits") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1, "running");
    broker.say("ann", 2, "waiting");
    broker.stop();
    broker.say("ann", 3, "late");
    CHECK(broker.refused("ann") == Lines{"stopping 3 retry"});
    CHECK(!broker.core().idle_journal());
    broker.commit();
    CHECK(!broker.core().idle_journal());
    broker.commit();
    CHECK(broker.core().idle_journal());
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: running", "#2 ann: waiting"});
    broker.farewell();
    CHECK(broker.types("bob").back() == "notice");
    CHECK(broker.got<Notice>("ann")[0].code == "stopping");
}

TEST_CASE("nothing that comes while a broker stops keeps it from stopping") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1);
    broker.commit();
    broker.stop();
    broker.forget();
    broker.from("bob", Read{lobby, 1});
    broker.ask_name("bob", "bobby");
    broker.say("bob", 2);
    CHECK(broker.refused("bob") == Lines{"stopping retry", "stopping 2 retry"});
    CHECK(broker.core().idle_journal());
}

// ---- the wall clock
// ------------------------------------------------------------------------------

TEST_CASE("order, receipts and deadlines do not depend on the wall clock") {
    constexpr WallMs ten_years = 315'576'000'000;
    const auto run = [](WallMs jump) {
        Harness broker;
        broker.join_all("ann", "bob", "cid");
        broker.say("ann", 1, "one");
        broker.now.wall += jump;
        broker.commit();
        broker.say("bob", 2, "two");
        broker.now.wall -= 2 * jump;
        broker.advance(9ms);
        CHECK(!broker.journal.committing());
        broker.commit();
        broker.say("ann", 1, "one");
        broker.commit();
        broker.advance(30s);
        broker.now.wall += jump;
        broker.from("ann", Ping{});
        broker.from("bob", Ping{});
        broker.advance(30s);
        CHECK(broker.cut("cid"));
        CHECK(!broker.cut("bob"));
        return std::pair{broker.seen_by("ann"), broker.types("bob")};
    };
    const auto steady = run(0);
    CHECK(steady.first == Lines{"#1 ann: one", "#2 bob: two", "#1 ann: one"});
    CHECK(run(ten_years) == steady);
    CHECK(run(-ten_years) == steady);
}

TEST_CASE("an entry bears the wall clock's time of its receipt") {
    Harness broker;
    broker.join_all("ann");
    const WallMs said_at = broker.now.wall;
    broker.say("ann", 1);
    broker.advance(5s);
    broker.commit();
    CHECK(broker.got<Entries>("ann")[0].entries[0].at == said_at);
}

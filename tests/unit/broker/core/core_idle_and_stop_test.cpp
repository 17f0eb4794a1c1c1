/// Silent sessions, stopping, and independence of the wall clock.
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
    CHECK(broker.is_disconnected("bob"));
    CHECK(!broker.is_disconnected("ann"));
    broker.advance(PresenceBoard::batch_interval);
    CHECK(broker.got<Presence>("ann")[0].left == std::vector{account("bob")});
    broker.advance(30s);
    CHECK(broker.is_disconnected("ann"));
    CHECK(broker.core().sessions() == 0);
}

TEST_CASE("a session that pings stays") {
    Harness broker;
    broker.join_all("ann");
    broker.advance_pinging(10min);
    CHECK(!broker.is_disconnected("ann"));
}

TEST_CASE("bye ends the session") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.from("bob", Bye{});
    broker.advance(PresenceBoard::batch_interval);
    CHECK(broker.got<Presence>("ann")[0].left == std::vector{account("bob")});
    broker.say("bob", 1);
    CHECK(broker.refused("bob") == Lines{"not_joined 1"});
}

TEST_CASE("closing an unknown or already closed connection is ignored") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.from("bob", Bye{});
    broker.close("bob");
    broker.connect("cid");
    broker.close("cid");
    CHECK(broker.core().sessions() == 1);
}

// ---- stopping ----------------------------------------------------------------------------------

TEST_CASE("a stopping broker refuses posts, and commits and delivers pending ones") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1, "running");
    broker.say("ann", 2, "waiting");
    broker.stop();
    broker.say("ann", 3, "late");
    CHECK(broker.refused("ann") == Lines{"stopping 3 retry"});
    CHECK(!broker.core().is_journal_idle());
    broker.commit();
    CHECK(!broker.core().is_journal_idle());
    broker.commit();
    CHECK(broker.core().is_journal_idle());
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: running", "#2 ann: waiting"});
    broker.farewell();
    CHECK(broker.types("bob").back() == "notice");
    CHECK(broker.got<Notice>("ann")[0].code == "stopping");
}

TEST_CASE("messages that arrive while a broker stops do not delay the stop") {
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
    CHECK(broker.core().is_journal_idle());
}

// ---- the wall clock ----------------------------------------------------------------------------

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
        CHECK(broker.is_disconnected("cid"));
        CHECK(!broker.is_disconnected("bob"));
        return std::pair{broker.seen_by("ann"), broker.types("bob")};
    };
    const auto steady = run(0);
    CHECK(steady.first == Lines{"#1 ann: one", "#2 bob: two", "#1 ann: one"});
    CHECK(run(ten_years) == steady);
    CHECK(run(-ten_years) == steady);
}

TEST_CASE("an entry is stamped with the wall clock when it is received") {
    Harness broker;
    broker.join_all("ann");
    const WallMs said_at = broker.now.wall;
    broker.say("ann", 1);
    broker.advance(5s);
    broker.commit();
    CHECK(broker.got<Entries>("ann")[0].entries[0].at == said_at);
}

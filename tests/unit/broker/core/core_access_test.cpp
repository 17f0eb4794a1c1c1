/// Proven keys, bans, and names that move to another key.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "common/wire/bodies.hpp"
#include "tests/support/orders.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;

TEST_CASE("the proven key is the account, whatever hello claims") {
    Harness broker;
    broker.prove("ann");
    broker.connect("ann");
    Hello liar = Harness::hello_of("bob");
    broker.from("ann", liar);
    CHECK(broker.last<Welcome>("ann")->account == account("ann"));
}

TEST_CASE("a message proven by another key on the same routing id is ignored") {
    Harness broker;
    broker.prove("ann");
    broker.join("ann");
    broker.prove("ann", Proof{account("eve"), false});
    broker.say("ann", 1);
    broker.commit_nothing();
    CHECK(broker.sent_to("ann").empty());
}

TEST_CASE(
    "a banned account gets a notice, goes offline at once, is disconnected within a second and "
    "is refused") {
    Harness broker;
    broker.join_all("ann", "bob", "bob/2");
    broker.ordered(order(What::ban, "bob"));
    for (const char* client : {"bob", "bob/2"}) {
        CHECK(broker.last<Notice>(client)->code == "banned");
        CHECK_FALSE(broker.is_disconnected(client));  // what was just written must still go
    }
    broker.say("ann", 1);
    broker.commit();
    CHECK(broker.seen_by("bob").empty());
    broker.advance(ms{999});
    CHECK(broker.is_disconnected("bob"));
    CHECK(broker.is_disconnected("bob/2"));
    CHECK(broker.last<Presence>("ann")->left == std::vector{account("bob")});
    for (const bool restarted : {false, true}) {
        if (restarted) broker.restart();
        broker.connect("bob");
        broker.from("bob", Harness::hello_of("bob"));
        CHECK(last_code(broker, "bob") == "banned");
    }
    broker.ordered(order(What::unban, "bob"));
    broker.join("bob");
}

TEST_CASE("a whisper to a banned account is refused finally") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.ordered(order(What::ban, "bob"));
    broker.whisper("ann", "bob", 1);
    CHECK(last_code(broker, "ann") == "banned 1");
}

TEST_CASE("a kicked account may rejoin") {
    Harness broker;
    broker.join_all("ann", "bob");
    CHECK(broker.ordered(order(What::kick, "bob")).ok);
    CHECK(broker.last<Notice>("bob")->code == "kicked");
    broker.advance(ms{999});
    CHECK(broker.is_disconnected("bob"));
    broker.join("bob/2");
}

TEST_CASE("a rebind moves the name, retires the old key and is announced to everybody") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("bob", 1, "mine");
    broker.commit();
    CHECK(broker.ordered(rebind("bob", "newbob")).ok);
    CHECK(broker.last<Notice>("bob")->code == "rebound");
    const auto announced = broker.got<Entries>("ann").back().entries.back();
    CHECK(announced.kind == kind_rebind);
    const auto names = broker.got<Entries>("ann").back().names;
    CHECK(std::ranges::count(names, Person{account("bob"), "bob (old key)"}) == 1);
    CHECK(std::ranges::count(names, Person{account("newbob"), "bob"}) == 1);
    CHECK(decode_rebound(announced.body) == Rebound{"bob", account("bob"), account("newbob")});
    for (const bool restarted : {false, true}) {
        if (restarted) broker.restart();
        broker.connect("bob");
        broker.from("bob", Harness::hello_of("bob"));
        CHECK(last_code(broker, "bob") == "rebound");
        CHECK(broker.hello("newbob").name == "bob");
        broker.hello("thief");
        broker.from("thief", broker.join_of("thief", "BOB"));
        CHECK(last_code(broker, "thief") == "name_taken");
    }
    broker.join("ann");
    broker.whisper("ann", "bob", 9);
    CHECK(broker.got<Refusal>("ann").back().account == account("newbob"));
}

TEST_CASE("a newcomer's first readable entry is set by the policy and does not move") {
    for (const auto& [policy, first] :
         std::map<std::optional<std::uint64_t>, std::uint64_t>{{{}, 1}, {0, 6}, {2, 4}, {9, 1}}) {
        Harness broker;
        broker.policy.history_for_new = policy;
        broker.restart();
        broker.join_all("ann");
        for (std::uint64_t n = 1; n <= 5; ++n) broker.say("ann", n);
        broker.commit_all();
        broker.hello("new");
        broker.claim_name("new", "new");
        CHECK(broker.last<Heads>("new")->heads.front().first == first);
        broker.say("ann", 6);
        broker.commit();
        broker.restart();
        broker.hello("new");
        broker.from("new", broker.join_of("new"));
        CHECK(broker.last<Heads>("new")->heads.front().first == first);
    }
}

TEST_CASE("a newcomer reads nothing that was stored before their name, nor an heir of a name") {
    for (const bool by_rebind : {true, false}) {
        Harness broker;
        broker.policy.history_for_new = 1;
        broker.restart();
        broker.join_all("ann", "bob");
        broker.say("ann", 1);  // is being committed
        broker.say("ann", 2);
        broker.say("ann", 3);
        broker.hello("new");
        if (by_rebind)
            broker.order(rebind("bob", "new"));
        else
            broker.from("new", broker.join_of("new", "new"));
        broker.say("ann", 4);
        broker.commit_all();
        for (const bool restarted : {false, true}) {
            if (restarted) broker.restart();
            broker.join("new/2");
            broker.from("new/2", Sync{});
            CHECK(broker.last<Heads>("new/2")->heads.front().first == 3);
        }
    }
}

#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

TEST_CASE("welcome brings a nonce, the journal, the account and, when it has one, its name") {
    Harness broker;
    const Welcome first = broker.hello("ann");
    CHECK(!first.nonce.is_zero());
    CHECK(first.account == account("ann"));
    CHECK(!first.name);
    broker.claim_name("ann", "ann");
    CHECK(broker.hello("ann/2").name == "ann");
}

TEST_CASE("a claimed name is committed before people, heads and ready") {
    Harness broker;
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann", "ann"));
    CHECK(broker.types("ann") == Lines{"welcome"});
    broker.commit();
    CHECK(broker.types("ann") == Lines{"welcome", "people", "heads", "ready"});
    CHECK(broker.got<Heads>("ann")[0].heads[0].conversation == lobby_conversation());
}

TEST_CASE("an account with a name joins without a commit") {
    Harness broker({claim("ann", "ann")});
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann"));
    CHECK(broker.types("ann") == Lines{"welcome", "people", "heads", "ready"});
    CHECK(!broker.journal.committing());
}

TEST_CASE("a join with a wrong nonce is refused and does not extend the join timeout") {
    Harness broker;
    broker.hello("ann");
    broker.from("ann", Join{Nonce{}, "ann", false});
    CHECK(broker.refused("ann") == Lines{"bad_nonce"});
    broker.advance(Sessions::join_timeout);
    CHECK(broker.is_disconnected("ann"));
}

TEST_CASE("the nonce is valid for the whole connection") {
    Harness broker;
    const Nonce nonce = broker.hello("ann").nonce;
    broker.from("ann", broker.hello_of("ann"));
    CHECK(broker.last<Welcome>("ann")->nonce == nonce);
}

TEST_CASE("a connection that does not join within 10 s is closed") {
    Harness broker;
    broker.hello("ann");
    broker.advance(9'999ms);
    CHECK(!broker.is_disconnected("ann"));
    broker.advance(1ms);
    CHECK(broker.is_disconnected("ann"));
}

TEST_CASE("a refused name leaves the connection open for another join") {
    Harness broker({claim("bob", "bob")});
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann", ""));
    broker.from("ann", broker.join_of("ann", "two words"));
    broker.from("ann", broker.join_of("ann", std::string(33, 'a')));
    broker.from("ann", broker.join_of("ann", "a\x01"));
    broker.from("ann", broker.join_of("ann", "BOB"));
    broker.from("ann", broker.join_of("ann"));
    CHECK(broker.refused("ann") == Lines{"name_unfit", "name_unfit", "name_unfit", "name_unfit",
                                         "name_taken", "name_needed"});
    broker.claim_name("ann", "ann");
    CHECK(broker.count<Ready>("ann") == 1);
}

TEST_CASE("after a refused name pings keep a connection open for at most ten minutes") {
    Harness broker;
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann", ""));
    broker.advance_pinging(599s);
    CHECK(!broker.is_disconnected("ann"));
    broker.from("ann", broker.join_of("ann", ""));  // asking again does not extend the time
    broker.advance(1s);
    CHECK(broker.is_disconnected("ann"));
}

TEST_CASE("after a refused name a silent connection is closed after a minute") {
    Harness broker;
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann", ""));
    broker.advance(60s);
    CHECK(broker.is_disconnected("ann"));
}

TEST_CASE("of two accounts that claim one name in one batch, the first gets it") {
    Harness broker;
    broker.join_all("cid");
    broker.hello("ann");
    broker.hello("bob");
    broker.say("cid", 1);  // its commit runs, so the claims wait for the same commit
    broker.from("ann", broker.join_of("ann", "zoe"));
    broker.from("bob", broker.join_of("bob", "Zoe"));
    broker.commit();
    CHECK(broker.refused("bob").empty());
    broker.commit();
    CHECK(broker.count<Ready>("ann") == 1);
    CHECK(broker.count<Ready>("bob") == 0);
    CHECK(broker.refused("bob") == Lines{"name_taken"});
}

TEST_CASE("a name that looks like another's is taken") {
    Harness broker({claim("ann", "paypal")});
    broker.hello("bob");
    broker.from("bob", broker.join_of("bob", "paypa1"));
    CHECK(broker.refused("bob") == Lines{"name_taken"});
}

TEST_CASE("while a name is being claimed another join is refused") {
    Harness broker;
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann", "ann"));
    broker.from("ann", broker.join_of("ann", "anna"));
    CHECK(broker.refused("ann") == Lines{"one_at_a_time"});
    broker.commit();
    CHECK(broker.count<Ready>("ann") == 1);
}

TEST_CASE("a live session changes its name by another join") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.rename("ann", "anna");
    CHECK(broker.types("ann") == Lines{"people", "heads", "ready"});
    broker.say("ann", 1);
    broker.commit();
    CHECK(broker.seen_by("bob") == Lines{"#1 anna: hi"});
    CHECK(broker.hello("ann/2").name == "anna");
}

TEST_CASE("a refused change of name leaves the session as it was") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.ask_name("ann", "bob");
    CHECK(broker.refused("ann") == Lines{"name_taken"});
    broker.say("ann", 1);
    broker.commit();
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: hi"});
}

TEST_CASE("earlier names and their look-alikes stay with the account") {
    Harness broker;
    broker.join("ann");
    broker.rename("ann", "paypal");
    broker.rename("ann", "petra");
    broker.hello("bob");
    broker.from("bob", broker.join_of("bob", "ann"));
    broker.from("bob", broker.join_of("bob", "paypa1"));
    CHECK(broker.refused("bob") == Lines{"name_taken", "name_taken"});
    broker.rename("ann", "paypa1");
    broker.rename("ann", "ann");
    CHECK(broker.refused("ann").empty());
    CHECK(broker.hello("ann/2").name == "ann");
}

TEST_CASE("an account has six names and no seventh") {
    Harness broker;
    broker.join("ann");
    for (const char* name : {"berta", "carla", "dora", "emma", "frida"}) broker.rename("ann", name);
    CHECK(broker.refused("ann").empty());
    broker.ask_name("ann", "gerda");
    CHECK(broker.refused("ann") == Lines{"names_used_up"});
    broker.rename("ann", "BERTA");  // its own earlier name
    CHECK(broker.hello("ann/2").name == "BERTA");
}

TEST_CASE("claims in flight count towards the six names") {
    Harness broker;
    const char* names[] = {"berta", "carla", "dora", "emma", "frida", "gerda", "helga"};
    for (const char* name : names) {
        const std::string client = std::string("ann/") + name;
        broker.hello(client);
        broker.from(client, broker.join_of(client, name));
    }
    CHECK(broker.refused("ann/gerda").empty());
    CHECK(broker.refused("ann/helga") == Lines{"busy retry"});
    broker.commit();
    broker.commit();  // the claims that waited for the first commit
    broker.from("ann/helga", broker.join_of("ann/helga", "helga"));
    CHECK(broker.refused("ann/helga") == Lines{"busy retry", "names_used_up"});
}

TEST_CASE("names, earlier names and their number survive a restart") {
    Harness broker;
    broker.join("ann");
    for (const char* name : {"berta", "carla", "dora", "emma", "frida"}) broker.rename("ann", name);
    broker.restart();
    CHECK(broker.hello("ann").name == "frida");
    broker.from("ann", broker.join_of("ann", "gerda"));
    broker.hello("bob");
    broker.from("bob", broker.join_of("bob", "berta"));
    CHECK(broker.refused("ann") == Lines{"names_used_up"});
    CHECK(broker.refused("bob") == Lines{"name_taken"});
}

TEST_CASE("a name that could not be written may be asked for again") {
    Harness broker;
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.hello("ann");
    broker.claim_name("ann", "ann");
    CHECK(broker.refused("ann") == Lines{"disk_full retry"});
    broker.claim_name("ann", "ann");
    CHECK(broker.count<Ready>("ann") == 1);
}

TEST_CASE("a claimed name is kept even if its connection closes before the commit") {
    Harness broker;
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann", "ann"));
    broker.close("ann");
    broker.commit();
    CHECK(broker.core().sessions() == 0);
    CHECK(broker.hello("ann").name == "ann");
}

TEST_CASE("pings, refusals and joins that claim no name are answered while the journal is late") {
    Harness broker({claim("bob", "bob")});
    broker.hello("ann");
    broker.from("ann", broker.join_of("ann", "ann"));  // its commit does not end in this test
    broker.join("bob");
    broker.from("bob", Ping{});
    broker.from("bob", Broadcast{id(1), {}, "text", "hi"});
    CHECK(broker.types("bob") == Lines{"pong", "refusal"});
}

// ---- hello -------------------------------------------------------------------------------------

TEST_CASE("hello is refused without an account and with another version") {
    Harness broker;
    broker.connect("ann");
    broker.from("ann", Hello{protocol_version, "test", {}, {}});
    broker.from("ann", Hello{protocol_version, "test", {}, Account{}});
    broker.from("ann", Hello{protocol_version + 1, "test", {}, account("ann")});
    CHECK(broker.refused("ann") == Lines{"needs_account", "needs_account", "version"});
    CHECK(broker.count<Welcome>("ann") == 0);
}

TEST_CASE("a second hello is accepted after a refused one") {
    Harness broker;
    broker.connect("ann");
    broker.from("ann", Hello{protocol_version + 1, "test", {}, account("ann")});
    broker.from("ann", broker.hello_of("ann"));
    broker.claim_name("ann", "ann");
    CHECK(broker.count<Ready>("ann") == 1);
}

TEST_CASE("a connection without an accepted hello is closed after 10 s, whatever it sends") {
    Harness broker;
    broker.connect("ann");
    broker.from("ann", Hello{protocol_version + 1, "test", {}, account("ann")});
    broker.advance(5s);
    broker.from("ann", Hello{protocol_version + 1, "test", {}, account("ann")});
    broker.from("ann", Join{Nonce{}, "ann", false});
    broker.advance(5s);
    CHECK(broker.is_disconnected("ann"));
}

TEST_CASE("a connection keeps its account") {
    Harness broker;
    broker.join("ann");
    broker.from("ann", broker.hello_of("bob"));
    CHECK(broker.refused("ann") == Lines{"bad_message"});
    broker.from("ann", broker.hello_of("ann"));
    CHECK(broker.last<Welcome>("ann")->account == account("ann"));
    CHECK(broker.core().sessions() == 1);
}

TEST_CASE("before hello every other message is refused") {
    Harness broker;
    broker.connect("ann");
    broker.from("ann", Ping{});
    broker.from("ann", Sync{});
    broker.from("ann", Bye{});
    broker.from("ann", Join{Nonce{}, "ann", false});
    CHECK(broker.refused("ann") == Lines{"not_joined", "not_joined", "not_joined"});
}

TEST_CASE("before hello a post and a request are refused by their own number") {
    Harness broker;
    broker.connect("ann");
    broker.say("ann", 1);
    broker.from("ann", Who{7, {}, {}});
    CHECK(broker.refused("ann") == Lines{"not_joined 1", "not_joined"});
    CHECK(broker.last<Refusal>("ann")->request == 7);
}

TEST_CASE("before join reads and posts are refused") {
    Harness broker;
    broker.hello("ann");
    broker.forget();
    broker.say("ann", 1);
    broker.whisper("ann", "ann", 2);
    broker.from("ann", History{});
    broker.from("ann", Who{});
    broker.from("ann", Sync{});
    broker.from("ann", Read{lobby, 1});
    CHECK(broker.refused("ann") ==
          Lines{"not_joined 1", "not_joined 2", "not_joined", "not_joined", "not_joined"});
    CHECK(broker.sent_to("ann").size() == 5);
}

TEST_CASE("an undecodable message is refused without disconnecting") {
    Harness broker;
    broker.join("ann");
    broker.undecodable_from("ann", {std::string(code::unknown_message), "No such message."});
    broker.connect("bob");
    broker.undecodable_from("bob", {std::string(code::bad_message), "Not a message."});
    CHECK(broker.refused("ann") == Lines{"unknown_message"});
    CHECK(broker.refused("bob") == Lines{"bad_message"});
    broker.say("ann", 1);
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"#1 ann: hi"});
}

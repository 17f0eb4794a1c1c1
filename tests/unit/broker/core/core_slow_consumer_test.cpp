/// Slow consumers: a connection that cannot be written to is sent no more, gets a resync when it
/// reads again, and affects no other.
#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

namespace {

/// Bob reads nothing, so ann's post could not be written to him.
struct SlowBob : Harness {
    SlowBob() {
        join_all("ann", "bob");
        block("bob");
        say("ann", 1);
        commit();
    }
};

bool reported(const Harness& broker, Report::What what) {
    return std::ranges::find(broker.reports, what, &Report::what) != broker.reports.end();
}

}  // namespace

TEST_CASE("a slow consumer is sent nothing, and others are not affected") {
    SlowBob broker;
    CHECK(reported(broker, Report::What::slow));
    for (std::uint64_t n = 2; n <= 5; ++n) {
        broker.say("ann", n);
        broker.commit();
    }
    broker.from("bob", Ping{});
    broker.from("bob", Who{});
    CHECK(broker.blocked_at("bob").size() == 1);
    CHECK(broker.seen_by("ann").size() == 5);
}

TEST_CASE("a slow consumer is retried after 50 ms, doubling up to one second") {
    SlowBob broker;
    broker.advance(5s);
    const std::vector<ms>& at = broker.blocked_at("bob");
    std::vector<ms> waited;
    for (std::size_t i = 1; i < at.size(); ++i) waited.push_back(at[i] - at[i - 1]);
    CHECK(waited == std::vector<ms>{50ms, 100ms, 200ms, 400ms, 800ms, 1s, 1s, 1s});
}

TEST_CASE("a slow consumer that reads again gets people, heads and ready, and then live entries") {
    SlowBob broker;
    broker.say("ann", 2);
    broker.commit();
    broker.unblock("bob");
    broker.advance(Sessions::min_slow_retry);
    CHECK(broker.types("bob") == Lines{"people", "heads", "ready"});
    CHECK(broker.got<Heads>("bob")[0].heads[0].number == 2);
    broker.say("ann", 3);
    broker.commit();
    CHECK(broker.seen_by("bob") == Lines{"#3 ann: hi"});
    broker.advance(1s);
    CHECK(reported(broker, Report::What::caught_up));
}

TEST_CASE("a consumer that is slow again during a resync starts the resync over") {
    SlowBob broker;
    broker.unblock("bob");
    broker.advance(Sessions::min_slow_retry);
    broker.forget("bob");
    broker.block("bob");
    broker.say("ann", 2);
    broker.commit();
    broker.unblock("bob");
    broker.advance(1s);
    CHECK(broker.types("bob") == Lines{"people", "heads", "ready"});
    CHECK(broker.got<Heads>("bob")[0].heads[0].number == 2);
}

TEST_CASE("a client that reads nothing for 30 s is disconnected, even if it sends") {
    SlowBob broker;
    broker.advance_pinging(29'900ms);
    CHECK(!broker.is_disconnected("bob"));
    broker.advance_pinging(1s);
    CHECK(broker.is_disconnected("bob"));
    CHECK(!broker.is_disconnected("ann"));
    CHECK(broker.core().sessions() == 1);
}

TEST_CASE("a consumer that caught up has 30 s again") {
    SlowBob broker;
    broker.advance_pinging(20s);
    broker.unblock("bob");
    broker.advance_pinging(2s);
    broker.block("bob");
    broker.from("bob", Ping{});
    broker.advance_pinging(20s);
    CHECK(!broker.is_disconnected("bob"));
}

TEST_CASE("refusals to a slow consumer are dropped; it asks again after ready") {
    SlowBob broker;
    broker.from("bob", Broadcast{id(2), {}, "text", "hi"});
    CHECK(broker.blocked_at("bob").size() == 1);
    broker.unblock("bob");
    broker.advance(1s);
    CHECK(broker.refused("bob").empty());
}

TEST_CASE("a slow consumer's gate closes even if the refusal cannot be sent") {
    SlowBob broker;
    broker.journal.plan_fault({Fault::Kind::nothing_stored});
    broker.say("bob", 2, "first");
    broker.commit();
    broker.unblock("bob");
    broker.advance(1s);
    broker.say("bob", 3, "second");
    CHECK(broker.refused("bob") == Lines{"retry_order 3"});
    broker.say("bob", 2, "first");
    broker.say("bob", 3, "second");
    broker.commit_all();
    CHECK(broker.seen_by("bob") == Lines{"#2 bob: first", "#3 bob: second"});
}

TEST_CASE("a slow consumer stays online until it is disconnected") {
    SlowBob broker;
    broker.advance(1s);
    CHECK(broker.count<Presence>("ann") == 0);
    broker.advance_pinging(31s);
    CHECK(broker.got<Presence>("ann")[0].left == std::vector{account("bob")});
}

TEST_CASE("a client that is slow while it joins is welcomed once it reads") {
    Harness broker;
    broker.connect("ann");
    broker.block("ann");
    broker.from("ann", broker.hello_of("ann"));
    broker.unblock("ann");
    broker.advance(Sessions::min_slow_retry);
    broker.claim_name("ann", "ann");
    CHECK(broker.types("ann") == Lines{"welcome", "people", "heads", "ready"});
}

TEST_CASE("a name claimed by a slow consumer is followed by people, heads and ready") {
    Harness broker;
    broker.hello("ann");
    broker.block("ann");
    broker.from("ann", Ping{});
    broker.claim_name("ann", "ann");
    broker.unblock("ann");
    broker.forget();
    broker.advance(1s);
    CHECK(broker.count<Ready>("ann") == 1);
    CHECK(broker.core().sessions() == 1);
}

TEST_CASE("a client that stops reading does not delay others") {
    Harness broker;
    for (int i = 0; i < 100; ++i) broker.join("p" + std::to_string(100 + i));
    broker.block("p150");
    broker.forget();
    for (std::uint64_t n = 1; n <= 50; ++n) {
        broker.say("p100", n);
        broker.commit();
    }
    for (int i = 0; i < 100; ++i)
        CHECK(broker.seen_by("p" + std::to_string(100 + i)).size() == (i == 50 ? 0 : 50));
}

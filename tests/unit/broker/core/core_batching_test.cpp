#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

namespace {

/// A post was just committed, so the next submit is due in 10 ms at the earliest.
struct JustCommitted : Harness {
    JustCommitted() {
        join_all("ann", "bob");
        say("ann", 1);
        commit();
        forget();
    }
};

}  // namespace

TEST_CASE("a post in a quiet room is submitted at once") {
    Harness broker;
    broker.join_all("ann");
    broker.say("ann", 1);
    CHECK(broker.journal.committing());
}

TEST_CASE("posts within 10 ms of a submit are committed together") {
    JustCommitted broker;
    broker.say("ann", 2);
    broker.say("bob", 3);
    broker.advance(9ms);
    CHECK(!broker.journal.committing());
    broker.advance(1ms);
    CHECK(broker.journal.committing());
    broker.commit();
    CHECK(broker.seen_by("bob") == Lines{"#2 ann: hi", "#3 bob: hi"});
    CHECK(broker.count<Entries>("bob") == 1);
}

TEST_CASE("256 posts are submitted before the 10 ms are over") {
    JustCommitted broker;
    for (std::uint64_t n = 2; n < 2 + 255; ++n) broker.say("ann", n);
    CHECK(!broker.journal.committing());
    broker.say("ann", 2 + 255);
    CHECK(broker.journal.committing());
    broker.say("ann", 2 + 256);
    broker.commit();
    CHECK(broker.journal.entries(lobby).size() == 1 + 256);
}

TEST_CASE("48 KiB are submitted before the 10 ms are over") {
    JustCommitted broker;
    for (const std::uint64_t n : {2U, 3U}) broker.say("ann", n, std::string(limit::body, 'x'));
    CHECK(!broker.journal.committing());
    broker.say("ann", 4, std::string(limit::body, 'x'));
    CHECK(broker.journal.committing());
}

TEST_CASE("one commit runs at a time, and the next batch fills meanwhile") {
    Harness broker;
    broker.join_all("ann");
    broker.say("ann", 1);
    for (std::uint64_t n = 2; n < 600; ++n)
        broker.say("ann", n);  // the harness fails on a second submit
    broker.advance(10s);
    broker.commit();
    CHECK(broker.journal.entries(lobby).size() == 1);
    CHECK(broker.journal.committing());  // at once, since 10 ms have passed
    broker.commit_all();
    CHECK(broker.journal.entries(lobby).size() == 599);
}

TEST_CASE(
    "posts and claims beyond 8 MiB pending are refused as busy until the journal has stored some") {
    Harness broker;
    broker.join_all("ann", "bob");
    broker.say("ann", 1);
    std::uint64_t n = 2;
    while (broker.refused("ann").empty()) broker.say("ann", n++, std::string(limit::body, 'x'));
    CHECK(broker.refused("ann").back() == "busy " + std::to_string(n - 1) + " retry");
    CHECK(n * limit::body > Batch::max_pending_bytes - limit::list);
    CHECK(n * limit::body < Batch::max_pending_bytes + limit::list);
    broker.ask_name("bob", "bobby");
    CHECK(broker.refused("bob") == Lines{"busy retry"});
    broker.commit();
    broker.commit();
    broker.forget();
    broker.say("ann", n - 1);
    CHECK(broker.refused("ann").empty());
}

TEST_CASE("pending read positions of one conversation replace each other") {
    Harness broker;
    broker.join_all("ann", "bob");
    for (std::uint64_t n = 1; n <= 300; ++n) broker.say("ann", n);
    broker.commit_all();
    broker.say("ann", 301);
    for (std::uint64_t n = 1; n <= 300; ++n) broker.from("bob", Read{lobby, n});
    broker.say("ann", 302);
    broker.commit();
    broker.commit();
    CHECK(broker.core().is_journal_idle());
    for (const ReadMark& mark : broker.journal.snapshot().reads)
        CHECK(mark.number == (mark.account == account("bob") ? 300 : 302));
}

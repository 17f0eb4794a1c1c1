/// Read positions that the disk refuses: they are stored as soon as it takes them.
#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string>

#include "common/wire/codec.hpp"
#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

namespace {

/// Ann has said five lines, and bob has read none of them.
struct WithFiveLines : Harness {
    WithFiveLines() {
        join_all("ann", "bob");
        for (std::uint64_t n = 1; n <= 5; ++n) say("ann", n);
        commit_all();
        forget();
    }

    void mark_read(const std::string& client, std::uint64_t number) {
        from(client, Read{lobby, number});
    }
    void commit_failing(Fault::Kind kind = Fault::Kind::nothing_stored) {
        journal.plan_fault({kind});
        commit();
    }
    std::uint64_t stored(const std::string& client) {
        for (const ReadMark& mark : journal.snapshot().reads)
            if (mark.account == account(client) && mark.conversation == lobby) return mark.number;
        return 0;
    }
};

}  // namespace

TEST_CASE("a text moves its author's read position at once, and a reaction does not") {
    WithFiveLines broker;
    for (const bool reacts : {true, false}) {
        const ReferringBody body = ReactionBody{1, "+", false};
        if (reacts)
            broker.from("bob", Broadcast{id(8), lobby, "react", encode(body)});
        else
            broker.say("bob", 9);
        broker.commit_all();
        const std::string again = reacts ? "bob/2" : "bob/3";
        broker.hello(again);
        broker.from(again, broker.join_of(again));
        const std::uint64_t read = reacts ? 0 : 7;
        REQUIRE(broker.last<Heads>(again));
        CHECK(broker.last<Heads>(again)->heads.at(0).read == read);
        CHECK(broker.stored("bob") == read);
    }
}

TEST_CASE("a read position whose commit failed is stored a second later, without another message") {
    for (const Fault::Kind kind : {Fault::Kind::nothing_stored, Fault::Kind::unknown_not_stored,
                                   Fault::Kind::unknown_stored, Fault::Kind::write_fails}) {
        WithFiveLines broker;
        broker.mark_read("bob", 3);
        broker.commit_failing(kind);
        broker.advance(Batch::mark_retry - 1ms);
        CHECK_FALSE(broker.journal.committing());
        broker.advance(1ms);
        REQUIRE(broker.journal.committing());
        broker.commit();
        CHECK(broker.stored("bob") == 3);
        CHECK(broker.core().is_journal_idle());
    }
}

TEST_CASE("while the disk refuses, read positions alone are tried once a second") {
    WithFiveLines broker;
    broker.mark_read("bob", 1);
    for (std::uint64_t n = 2; n <= 5; ++n) {
        broker.commit_failing();
        broker.mark_read("bob", n);
        broker.mark_read("ann", n);
        broker.advance(Batch::mark_retry - 1ms);
        CHECK_FALSE(broker.journal.committing());
        broker.advance(1ms);
        CHECK(broker.journal.committing());
    }
    broker.commit();
    CHECK(broker.stored("bob") == 5);
    CHECK(broker.core().is_journal_idle());
    broker.mark_read("bob", 4);
    CHECK_FALSE(broker.core().next_deadline() <= broker.now.steady + Batch::mark_retry);
}

TEST_CASE("read positions that failed go with the next commit, and the highest is stored") {
    WithFiveLines broker;
    broker.mark_read("bob", 2);
    broker.advance(Batch::interval);
    REQUIRE(broker.journal.committing());
    broker.mark_read("bob", 4);  // while the first is being committed
    broker.commit_failing();
    broker.say("ann", 6);
    broker.commit();
    CHECK(broker.stored("bob") == 4);
    CHECK(broker.stored("ann") == 6);
    broker.restart();
    broker.join("bob");
    broker.from("bob", Sync{});
    CHECK(broker.last<Heads>("bob")->heads.front().read == 4);
}

TEST_CASE("no read position of a large commit that failed is lost") {
    constexpr int people = 300;  // more than one commit takes
    WithFiveLines broker;
    const auto reader = [](int i) { return "reader" + std::to_string(i); };
    for (int i = 0; i < people; ++i) broker.join(reader(i));
    broker.say("ann", 6);
    for (int i = 0; i < people; ++i) broker.mark_read(reader(i), 5);
    for (int i = 0; i < 2; ++i) {
        broker.commit_failing();
        broker.advance(Batch::mark_retry);
    }
    broker.commit_all();
    int stored = 0;
    for (int i = 0; i < people; ++i) stored += broker.stored(reader(i)) == 5 ? 1 : 0;
    CHECK(stored == people);
}

TEST_CASE("a broker that stops tries read positions that failed once more, at once") {
    for (const bool works_again : {true, false}) {
        WithFiveLines broker;
        broker.mark_read("bob", 3);
        broker.commit_failing();
        broker.stop();
        broker.advance(Batch::interval);
        REQUIRE(broker.journal.committing());
        if (!works_again) broker.journal.plan_fault({Fault::Kind::nothing_stored});
        broker.commit();
        CHECK(broker.core().is_journal_idle());
        CHECK(broker.stored("bob") == (works_again ? 3 : 0));
    }
}

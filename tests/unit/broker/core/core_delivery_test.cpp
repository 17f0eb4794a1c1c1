#include <doctest/doctest.h>

#include "tests/support/harness.hpp"

using namespace indaba;
using namespace indaba::broker;
using namespace indaba::broker::test;
using namespace std::chrono_literals;

namespace {

/// Ann's post is on disk as number 1, but it was delivered to no session.
struct OneUndelivered : Harness {
    OneUndelivered() {
        join_all("ann", "bob");
        journal.plan_fault({Fault::Kind::unknown_stored});
        say("ann", 1, "one");
        commit();
        CHECK(refused("ann") == Lines{"disk_failing 1 retry"});
        forget();
    }
};

/// Checks that the client was sent the lobby's entries 1 to `last`, with the journal's chain.
void check_chain(Harness& broker, const std::string& client, std::uint64_t last) {
    std::uint64_t number = 0;
    Hash hash;
    for (const Entries& part : broker.got<Entries>(client))
        for (const Entry& entry : part.entries) {
            REQUIRE(entry.number == ++number);
            hash = chain(hash, lobby, entry);
        }
    CHECK(number == last);
    CHECK(hash == broker.journal.hashes(lobby).at(last - 1));
}

}  // namespace

TEST_CASE("entries come in the order of their numbers, the same for everybody") {
    Harness broker;
    broker.join_all("ann", "bob");
    for (std::uint64_t n = 1; n <= 40; ++n) broker.say(n % 3 ? "ann" : "bob", n, std::to_string(n));
    broker.commit_all();
    check_chain(broker, "ann", 40);
    CHECK(broker.seen_by("ann") == broker.seen_by("bob"));
}

TEST_CASE("a commit is one message for each conversation, encoded once for all who get it") {
    Harness broker;
    broker.join_all("ann", "bob", "zoe");
    broker.say("zoe", 1);
    broker.say("ann", 2);
    broker.whisper("ann", "bob", 3);
    broker.say("bob", 4);
    broker.whisper("bob", "ann", 5);
    broker.commit();
    broker.forget();
    broker.commit();
    CHECK(broker.count<Entries>("ann") == 2);
    CHECK(broker.count<Entries>("zoe") == 1);
    CHECK(broker.sent_to("ann") == broker.sent_to("bob"));
}

TEST_CASE("a post that is delivered late is read by its author, as every own post") {
    OneUndelivered broker;
    broker.say("bob", 2, "two");
    broker.commit();
    broker.finish_reads();
    broker.from("ann", Sync{});
    CHECK(broker.last<Heads>("ann")->heads[0].read == 1);
}

TEST_CASE("a missing entry is read from the journal before later entries are delivered") {
    OneUndelivered broker;
    broker.say("bob", 2, "two");
    broker.commit();
    broker.say("bob", 3, "three");
    broker.commit();
    CHECK(broker.seen_by("bob").empty());
    CHECK(broker.journal.reading());
    broker.finish_reads();
    const Lines all{"#1 ann: one", "#2 bob: two", "#3 bob: three"};
    CHECK(broker.seen_by("ann") == all);
    CHECK(broker.seen_by("bob") == all);
}

TEST_CASE("a resend of an entry that was stored but never delivered delivers it to everybody") {
    OneUndelivered broker;
    broker.say("ann", 1, "one");
    broker.commit();
    CHECK(broker.seen_by("ann") == Lines{"#1 ann: one"});
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: one"});
    CHECK(!broker.journal.reading());
}

TEST_CASE("reading a missing entry is retried every second") {
    OneUndelivered broker;
    broker.journal.fail_next_reads();
    broker.say("bob", 2, "two");
    broker.commit();
    broker.finish_reads();
    CHECK(broker.seen_by("bob").empty());
    CHECK(broker.reports.back().trouble == StorageTrouble::journal_unreadable);
    broker.advance(999ms);
    CHECK(!broker.journal.reading());
    broker.advance(1ms);
    REQUIRE(broker.journal.reading());
    broker.finish_reads();
    CHECK(broker.seen_by("bob") == Lines{"#1 ann: one", "#2 bob: two"});
}

TEST_CASE("while a missing entry cannot be read, the entries held after it are bounded") {
    OneUndelivered broker;
    const std::uint64_t last = 3 * Conversations::max_early;
    for (std::uint64_t n = 2; n <= last; ++n) broker.say("bob", n);
    broker.commit_all();
    CHECK(broker.core().conversations().find(lobby)->early.size() == Conversations::max_early);
    while (broker.journal.reading()) broker.finish_reads();
    check_chain(broker, "ann", last);
}

TEST_CASE("heads, digest and pages end before a missing entry") {
    OneUndelivered broker;
    broker.say("bob", 2, "two");
    broker.commit();
    broker.from("ann", Sync{});
    CHECK(broker.got<Heads>("ann")[0].heads[0].number == 0);
    broker.from("ann", Ping{});
    CHECK(broker.got<Pong>("ann")[0].digest == Digest{});
    broker.from("ann", History{1, lobby, 0, {}, {}, 256});
    broker.finish_reads();
    const Page page = broker.got<Page>("ann")[0];
    CHECK(page.entries.empty());
    CHECK(!page.more);
}

TEST_CASE("the entries of one commit are split so that each message fits a frame") {
    Harness broker;
    broker.join_all("ann");
    broker.say("ann", 1);
    for (std::uint64_t n = 2; n <= 4; ++n) broker.say("ann", n, std::string(limit::body, 'x'));
    broker.commit_all();  // the harness measures each frame
    CHECK(broker.count<Entries>("ann") == 3);
    check_chain(broker, "ann", 4);
}

TEST_CASE("the longest names of 256 speakers fit beside what they say, live and in pages") {
    const auto client = [](std::uint64_t n) { return "p" + std::to_string(1000 + n); };
    const auto long_name = [&](std::uint64_t n) {
        std::string name = client(n);
        name.resize(limit::name_bytes, 'x');
        return name;
    };
    std::vector<Write> claims;
    for (std::uint64_t n = 1; n <= 257; ++n)
        claims.push_back(Claim{account(client(n)), long_name(n), long_name(n), long_name(n), 0, {}});
    Harness broker(std::move(claims));
    for (std::uint64_t n = 1; n <= 257; ++n) broker.join(client(n));
    for (std::uint64_t n = 1; n <= 257; ++n) broker.say(client(n), n);
    broker.forget();
    broker.commit_all();
    CHECK(broker.count<Entries>(client(1)) > 2);
    check_chain(broker, client(1), 257);
    for (const std::string& line : broker.seen_by(client(1))) CHECK(line[1] != '?');

    const std::vector<Hash>& hashes = broker.journal.hashes(lobby);
    broker.from(client(1), History{1, lobby, 1, {}, hashes[0], 256});
    broker.finish_reads();
    const Page after = broker.got<Page>(client(1))[0];
    CHECK(after.entries.front().number == 2);
    CHECK(after.hash == hashes[0]);
    CHECK(after.more);

    broker.from(client(1), History{2, lobby, {}, 258, {}, 256});
    broker.finish_reads();
    const Page before = broker.got<Page>(client(1))[1];
    const std::uint64_t first = before.entries.front().number;
    CHECK(before.entries.back().number == 257);
    CHECK(first > 2);
    CHECK(before.hash == hashes[first - 2]);
    CHECK(before.names.size() == before.entries.size());
    CHECK(before.more);
}

/// The journal on a primary with a synchronous standby: a receipt outlives the machine.
#include <doctest/doctest.h>

#include "tests/journal/sent_posts.hpp"

namespace indaba::broker {
namespace {

/// A pair of servers, and a journal that knows both.
struct Pair {
    Pair() {
        harness.move_to(
            test::with_host(harness.connection(), primary.host() + "," + standby->host()));
    }
    std::string on_standby() const {
        return test::with_host(harness.connection(), standby->host());
    }

    test::PostgresqlServer primary;
    std::unique_ptr<test::PostgresqlServer> standby = primary.make_standby();
    PostgresqlHarness harness{primary};
    SentPosts sent{harness};
};

/// Lets a promoted server confirm commits although nothing follows it.
void stand_alone(test::PostgresqlServer& server) {
    server.add_setting("synchronous_standby_names = ''");
    server.reload();
}

void wait_for_waiting_commit(const std::string& connection) {
    test::wait_until(
        [&] { return sessions(connection, "count(*)", "wait_event = 'SyncRep'") != "0"; },
        "a commit waits for the standby");
}

/// Returns true if the operator was told, and nothing else, that a commit has no outcome yet.
bool is_in_doubt(const std::vector<JournalEvent>& events) {
    const auto* found = events.empty() ? nullptr : std::get_if<StorageFinding>(&events[0]);
    return events.size() == 1 && found && found->trouble == StorageTrouble::journal_unreachable;
}

TEST_CASE("after the primary was killed, its standby has all receipts, and posting goes on") {
    Pair pair;
    CHECK(pair.sent.commit(20) == 20);
    pair.sent.submit(20);
    pair.primary.kill();
    pair.standby->promote();
    stand_alone(*pair.standby);
    pair.sent.take();
    CHECK(pair.sent.commit(20) == 20);
    pair.sent.check();
}

TEST_CASE("what only the lost primary has gets no receipt, and is stored again on the standby") {
    Pair pair;
    CHECK(pair.sent.commit(1) == 1);
    pair.standby->stop();  // one that is paused would still read what was sent to it
    pair.sent.submit(3);
    wait_for_waiting_commit(pair.primary.connection());
    pair.primary.kill();
    pair.standby->start();
    pair.standby->promote();
    stand_alone(*pair.standby);
    CHECK(pair.sent.take() == 3);
    pair.sent.check();
}

TEST_CASE(
    "while the standby is away there is no receipt, however long, and then one for each post") {
    Pair pair;
    CHECK(pair.sent.commit(1) == 1);
    pair.standby->pause();
    pair.sent.submit(3);
    const std::string on_primary = pair.primary.connection();
    wait_for_waiting_commit(on_primary);
    const std::string first = sessions(on_primary, "max(pid)", "wait_event = 'SyncRep'");
    // The answer is overdue after six seconds: another session asks what became of the commit.
    test::wait_until(
        [&] {
            return sessions(on_primary, "count(*)", "wait_event = 'SyncRep' AND pid <> " + first) !=
                   "0";
        },
        "the outcome is asked for");
    CHECK(is_in_doubt(pair.harness.journal().completed()));
    pair.standby->resume();
    CHECK(pair.sent.take() == 3);
    pair.sent.check();
}

TEST_CASE(
    "a backend that stands still in its commit is waited for, and the commit is not guessed") {
    Pair pair;
    CHECK(pair.sent.commit(1) == 1);
    pair.standby->pause();
    pair.sent.submit(3);
    const std::string on_primary = pair.primary.connection();
    wait_for_waiting_commit(on_primary);
    const int backend = std::stoi(sessions(on_primary, "max(pid)", "wait_event = 'SyncRep'"));
    pair.primary.stop_backend(backend);
    pair.standby->resume();
    wait_for_locked(on_primary);  // the session that asks what became of the commit
    CHECK(is_in_doubt(pair.harness.journal().completed()));
    pair.primary.continue_backend(backend);
    CHECK(pair.sent.take() == 3);
    pair.sent.check();
}

TEST_CASE("a commit that was found out to be stored has its place among the batches") {
    Pair pair;
    PostgresqlHarness& harness = pair.harness;
    const std::int64_t writer = harness.journal().writer().value();
    CHECK(numbers_of(harness.commit({post(1, "a")})) == BatchNumbers{writer, 0, 1});
    pair.standby->pause();
    harness.journal().submit({post(2, "b")});
    wait_for_waiting_commit(pair.primary.connection());
    sessions(pair.primary.connection(), "count(pg_terminate_backend(pid))",
             "wait_event = 'SyncRep'");
    pair.standby->resume();
    const Committed found = harness.waiter().next_of<Committed>(std::chrono::seconds(40));
    CHECK(words(found)[0] == "stored 2");
    CHECK(numbers_of(found) == BatchNumbers{writer, 1, 2});
    CHECK(numbers_of(harness.commit({post(3, "c")})) == BatchNumbers{writer, 2, 3});
}

TEST_CASE("news wait until what they tell is on the standby") {
    Pair pair;
    CHECK(pair.sent.commit(1) == 1);
    pair.harness.journal().snapshot();
    CHECK_FALSE(pair.harness.waiter().news().failed);
    PostgresqlJournal other(pair.harness.connection());
    pair.standby->pause();
    other.submit({post(2, "b")});
    wait_for_waiting_commit(pair.primary.connection());
    // A commit whose session is ended while it waits can be seen on the primary.
    sessions(pair.primary.connection(), "count(pg_terminate_backend(pid))",
             "wait_event = 'SyncRep'");
    test::wait_until(
        [&] {
            return test::sql(pair.harness.connection(), "SELECT max(number) FROM indaba.entries") ==
                   "2";
        },
        "the commit can be seen");
    pair.harness.journal().ask_news();  // it is asked twice, for six seconds each
    CHECK(pair.harness.waiter().next_of<News>(std::chrono::seconds(40)).failed);
    pair.standby->resume();
    CHECK(lines_of(pair.harness.waiter().news().changed).size() > 1);
}

TEST_CASE("a standby that is required is looked for when the journal is opened") {
    Pair pair;
    const auto refusal = [](const std::string& connection) -> std::string {
        try {
            PostgresqlJournal journal(connection, true);
            return {};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    };
    CHECK(refusal(pair.harness.connection()) == "");
    pair.harness.sql("CREATE ROLE plain LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA indaba TO plain");
    pair.harness.sql("GRANT USAGE ON SCHEMA indaba TO plain");
    CHECK(refusal(pair.harness.connection() + " user=plain").find("GRANT pg_read_all_stats") !=
          std::string::npos);
    pair.harness.sql("GRANT pg_read_all_stats TO plain");
    CHECK(refusal(pair.harness.connection() + " user=plain") == "");
    const PostgresqlHarness alone;
    alone.sql("DROP SCHEMA indaba CASCADE");
    CHECK(refusal(alone.connection()).find("no synchronous standby") != std::string::npos);
    CHECK(test::sql(alone.connection(), "SELECT to_regnamespace('indaba') IS NULL") == "t");
}

TEST_CASE("a server that has lost the standby which is required stores nothing until it is back") {
    Pair pair;
    PostgresqlJournal journal(pair.harness.connection(), true);
    Waiter waiter(journal);
    CHECK(words(waiter.commit({post(1, "a")}))[0] == "stored 1");
    pair.standby->stop();
    stand_alone(pair.primary);  // so that it would confirm commits
    sessions(pair.primary.connection(), "count(pg_terminate_backend(pid, 5000))", "true");
    const Committed refused = waiter.commit({post(2, "b")});
    REQUIRE(words(refused)[0] == "not stored");
    CHECK(trouble_of(refused.outcomes[0]) == StorageTrouble::journal_unreachable);
    CHECK(reason_of(refused.outcomes[0]).find("no synchronous standby") != std::string::npos);
    pair.primary.add_setting("synchronous_standby_names = '*'");
    pair.primary.reload();
    pair.standby->start();
    test::wait_until([&] { return words(waiter.commit({post(2, "b")}))[0] == "stored 2"; },
                     "the standby follows again");
}

TEST_CASE("an old primary that is started again after a promotion is not used") {
    Pair pair;
    CHECK(pair.sent.commit(3) == 3);
    pair.primary.kill();
    pair.standby->promote();
    stand_alone(*pair.standby);
    CHECK(pair.sent.commit(3) == 3);
    pair.primary.add_setting("synchronous_standby_names = ''");
    pair.primary.start();
    // The journal has to connect again, and the old primary is the first that it was told.
    sessions(pair.on_standby(), "count(pg_terminate_backend(pid))", "true");
    CHECK(pair.sent.commit(3) == 3);
    pair.sent.check();
    // Without the new one, the old one alone is refused.
    pair.standby->stop();
    const Committed refused = pair.harness.commit({post(100, "lost")});
    REQUIRE(words(refused)[0] == "not stored");
    CHECK(reason_of(refused.outcomes[0]).find("stayed behind") != std::string::npos);
}

}  // namespace
}  // namespace indaba::broker

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
    CHECK(pair.harness.journal().completed().empty());
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
    CHECK(pair.harness.journal().completed().empty());
    pair.primary.continue_backend(backend);
    CHECK(pair.sent.take() == 3);
    pair.sent.check();
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

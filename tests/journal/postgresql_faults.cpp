/// The journal in PostgreSQL when the server fails: what has a receipt stays, what was not stored
/// is not there, and nothing is there twice.
#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <thread>

#include "tests/journal/sent_posts.hpp"
#include "tests/postgresql/sql.hpp"
#include "tests/postgresql/wait_until.hpp"

namespace indaba::broker {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
// ---- answers that are lost -----------------------------------------------------------------

TEST_CASE("sessions that end in the middle of commits lose and double nothing") {
    PostgresqlHarness harness;
    SentPosts sent(harness);
    std::mt19937 dice(20261130);
    std::size_t stored = 0;
    for (int round = 0; round < 100; ++round) {
        sent.submit(5);
        std::this_thread::sleep_for(microseconds(dice() % 2'000));  // the moment of the fault
        sessions(harness.connection(), "count(pg_terminate_backend(pid))", "true");
        stored += sent.take();
    }
    sent.check();
    CHECK(stored == 500);  // the journal tries again by itself
}

TEST_CASE("a server that is killed in the middle of commits keeps what has a receipt") {
    test::PostgresqlServer server({.fsync = true, .wal_segment_mib = 1, .settings = {}});
    PostgresqlHarness harness(server);
    SentPosts sent(harness);
    std::mt19937 dice(20261130);
    for (int round = 0; round < 2; ++round) {
        CHECK(sent.commit(50) == 50);
        sent.submit(50);
        std::this_thread::sleep_for(microseconds(dice() % 5'000));  // the moment of the fault
        server.kill();
        server.start();
        sent.take();
    }
    CHECK(sent.commit(1) == 1);
    sent.check();
}

TEST_CASE("while no server answers, nothing is stored and nothing read; then all goes on") {
    test::PostgresqlServer server;
    PostgresqlHarness harness(server);
    SentPosts sent(harness);
    CHECK(sent.commit(3) == 3);
    server.stop();
    const Committed refused = harness.commit({post(100, "lost")});
    CHECK(trouble_of(refused.outcomes.at(0)) == StorageTrouble::journal_unreachable);
    CHECK(words(refused)[0] == "not stored");
    const PageRead page = harness.read(page_after(0));
    CHECK(page.failed);
    CHECK(page.trouble == StorageTrouble::journal_unreachable);
    server.start();
    CHECK(sent.commit(1) == 1);
    sent.check();
}

TEST_CASE("a server that is slow by five seconds stores once") {
    PostgresqlHarness harness;
    SentPosts sent(harness);
    const test::OpenConnection other = test::open_connection(harness.connection());
    CHECK(sent.commit(1) == 1);
    test::sql(other.get(), "BEGIN; SELECT 1 FROM indaba.conversations FOR UPDATE");
    sent.submit(2);
    wait_for_locked(harness.connection());
    // The server ends the wait after two seconds, and the journal tries again.
    const auto begin = std::chrono::steady_clock::now();
    test::wait_until(
        [&] {
            return std::chrono::steady_clock::now() - begin > seconds(3) &&
                   wait_for_locked(harness.connection()) > 0;
        },
        "a second try waits");
    test::sql(other.get(), "ROLLBACK");
    CHECK(sent.take() == 2);
    sent.check();
}

TEST_CASE("a backend that stands still and goes on later does not store what was said not to be") {
    test::PostgresqlServer server;
    PostgresqlHarness harness(server);
    SentPosts sent(harness);
    const test::OpenConnection other = test::open_connection(harness.connection());
    CHECK(sent.commit(1) == 1);
    test::sql(other.get(), "BEGIN; SELECT 1 FROM indaba.conversations FOR UPDATE");
    sent.submit(2);
    const int backend = wait_for_locked(harness.connection());
    server.stop_backend(backend);
    test::sql(other.get(), "ROLLBACK");
    CHECK(sent.take() == 0);  // after six seconds; COMMIT was not sent
    server.continue_backend(backend);
    test::wait_until([&] { return sent.commit(1) == 1; }, "the backend lets go of its locks");
    sent.check();
}

/// Returns bytes that cannot be compressed.
std::string noise(std::mt19937& dice, std::size_t length) {
    std::string bytes(length, '\0');
    for (char& byte : bytes) byte = static_cast<char>(dice());
    return bytes;
}

// ---- no room -------------------------------------------------------------------------------

TEST_CASE("a full disk stores nothing more, is read, and goes on when there is room") {
    test::PostgresqlServer server;
    PostgresqlHarness harness(server);
    CHECK(words(harness.commit({post(1, "small")}))[0] == "stored 1");
    server.stop();
    server.limit_file_size(2'000'000);
    server.start();
    std::mt19937 dice(20261130);
    std::uint64_t id = 2;
    Committed last = harness.commit({post(id, "small")});
    while (words(last)[0] != "not stored" && id < 2'000) {
        ++id;
        last = harness.commit({post(id, noise(dice, 10'000))});
    }
    REQUIRE(id < 2'000);
    CHECK(trouble_of(last.outcomes[0]) != StorageTrouble::none);
    CHECK(harness.read(page_after(0)).entries.size() > 1);
    server.stop();
    server.limit_file_size(std::nullopt);
    server.start();
    CHECK(words(harness.commit({post(id, "room")}))[0] == "stored " + std::to_string(id));
}

TEST_CASE("a full pg_wal gives no false receipt, and the commit that it broke is decided later") {
    // The commit itself is to find that there is no room, not the server's own writer.
    test::PostgresqlServer server(
        {.fsync = false, .wal_segment_mib = 2, .settings = {"wal_writer_delay=10s"}});
    PostgresqlHarness harness(server);
    SentPosts sent(harness);
    harness.sql("SELECT pg_switch_wal()");  // room for 1.5 MiB, in which the server starts
    server.stop();
    server.limit_file_size(std::uint64_t{3} << 19);
    server.start();
    std::optional<StorageFinding> doubt;
    std::size_t stored = 100;
    for (int batches = 0; batches < 1'000 && stored == 100 && !doubt; ++batches) {
        sent.submit(100);
        const JournalEvent event = harness.waiter().next(seconds(40));
        if (const Committed* committed = std::get_if<Committed>(&event))
            stored = sent.take(*committed);
        else
            doubt = std::get<StorageFinding>(event);
    }
    REQUIRE(server.log().find("PANIC") != std::string::npos);
    REQUIRE(doubt);
    CHECK(doubt->trouble == StorageTrouble::journal_unreachable);
    server.kill();
    server.limit_file_size(std::nullopt);
    server.start();
    CHECK(sent.take() == 100);
    sent.check();
}

TEST_CASE("a server without a free connection stores nothing, and goes on when there is one") {
    test::PostgresqlServer server(
        {.fsync = false,
         .wal_segment_mib = 1,
         .settings = {"max_connections=5", "superuser_reserved_connections=0"}});
    PostgresqlHarness harness(server);
    SentPosts sent(harness);
    CHECK(sent.commit(1) == 1);
    std::vector<test::OpenConnection> all;
    for (int i = 0; i < 3; ++i) all.push_back(test::open_connection(harness.connection()));
    test::sql(all[0].get(),
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
              "WHERE application_name LIKE 'indaba-broker%'");
    while (all.size() < 5)
        test::wait_until(
            [&] {
                try {
                    all.push_back(test::open_connection(harness.connection()));
                    return true;
                } catch (const std::runtime_error&) {
                    return false;
                }
            },
            "a connection is free");
    const Committed refused = harness.commit({post(100, "lost")});
    CHECK(trouble_of(refused.outcomes.at(0)) == StorageTrouble::journal_unreachable);
    all.clear();
    test::wait_until([&] { return sent.commit(1) == 1; }, "a session is served");
    sent.check();
}

}  // namespace
}  // namespace indaba::broker

/// Brokers that share a journal know by their leases who of them serves people.
#include <doctest/doctest.h>

#include "broker/journal/postgresql/postgresql_lease.hpp"
#include "common/base/clock.hpp"
#include "tests/journal/sent_posts.hpp"

namespace indaba::broker {
namespace {

using std::chrono::milliseconds;
using Words = std::vector<std::string>;

/// Neighbours journals in one database, of which `there` may be cut off.
struct Neighbours {
    Neighbours() {
        here.journal().snapshot();
        here.sql(
            "DO $$BEGIN CREATE ROLE elsewhere SUPERUSER LOGIN; "
            "EXCEPTION WHEN duplicate_object THEN END$$; ALTER ROLE elsewhere LOGIN");
        there = std::make_unique<PostgresqlJournal>(here.connection() + " user=elsewhere");
        waiter = std::make_unique<Waiter>(*there);
        there->snapshot();
    }
    /// Returns the addresses of the brokers that `here` learns of.
    Words brokers() {
        const News news = here.waiter().news();
        CHECK_FALSE(news.failed);
        Words lines;
        for (const LiveBroker& broker : news.brokers) {
            CHECK(broker.writer == there->writer());
            lines.push_back(broker.address.peers + " " + broker.address.clients);
        }
        return lines;
    }
    milliseconds take_lease() {
        there->take_lease({"peers:1", "clients:2"});
        return waiter->next_of<LeaseRenewed>().until;
    }
    /// Ends the sessions of `there`, and lets it open none.
    void cut() {
        here.sql("ALTER ROLE elsewhere NOLOGIN");
        here.sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE usename = 'elsewhere'");
    }

    PostgresqlHarness here;
    std::unique_ptr<PostgresqlJournal> there;
    std::unique_ptr<Waiter> waiter;
};

TEST_CASE("the lease of another broker is seen with its addresses until it is closed") {
    Neighbours two;
    CHECK(two.brokers().empty());
    const milliseconds before = read_clocks().steady;
    const milliseconds until = two.take_lease();
    CHECK(until >= before + lease::duration);
    CHECK(until <= read_clocks().steady + lease::duration);
    CHECK(two.brokers() == Words{"peers:1 clients:2"});
    CHECK(two.waiter->news().brokers.empty());
    two.there.reset();
    CHECK(two.here.waiter().news().brokers.empty());
}

TEST_CASE("the server's clock says how long a lease lasts") {
    Neighbours two;
    two.take_lease();
    CHECK(two.here.sql("SELECT until - clock_timestamp() BETWEEN '5 s' AND '10 s' FROM leases") ==
          "t");
    two.cut();
    two.here.sql("UPDATE leases SET until = clock_timestamp()");
    CHECK(two.brokers().empty());
}

TEST_CASE("a lease is renewed, and taken again when its row is missing") {
    Neighbours two;
    const milliseconds until = two.take_lease();
    two.here.sql("DELETE FROM leases");
    CHECK(two.brokers().empty());
    CHECK(two.waiter->next_of<LeaseRenewed>().until >= until + lease::renewed_every);
    CHECK(two.brokers() == Words{"peers:1 clients:2"});
}

TEST_CASE("a broker that is cut off loses its lease, and has it again when it is back") {
    Neighbours two;
    const milliseconds until = two.take_lease();
    two.cut();
    test::wait_until([&] { return two.brokers().empty(); }, "the lease ends");
    CHECK(read_clocks().steady >= until);  // the broker has known it before the others
    CHECK(two.there->completed().empty());
    two.here.sql("ALTER ROLE elsewhere LOGIN");
    CHECK(two.waiter->next_of<LeaseRenewed>().until > until);
    CHECK(two.brokers() == Words{"peers:1 clients:2"});
}

TEST_CASE("a lease that cannot be taken is said in a sentence") {
    test::PostgresqlServer server;
    PostgresqlHarness harness(server);
    server.stop();
    CHECK_THROWS_WITH_AS(harness.journal().take_lease({"a:1", "b:2"}),
                         doctest::Contains("This broker cannot take its lease of the journal"),
                         std::runtime_error);
}

TEST_CASE("what killed writers have left is removed after a day, and that of others never") {
    PostgresqlHarness harness;
    harness.sql(
        "DELETE FROM writers; INSERT INTO writers (batch, opened, closed) VALUES "
        "(1, now() - interval '9 d', now() - interval '2 d'), (2, now() - interval '2 d', NULL), "
        "(3, now() - interval '2 d', NULL), (4, now() - interval '2 d', NULL), (5, now(), NULL), "
        "(6, now() - interval '9 d', now()); "
        "INSERT INTO leases SELECT key, now() - CASE batch WHEN 3 THEN interval '25 h' "
        "ELSE interval '1 h' END, '', '' FROM writers WHERE batch IN (3, 4)");
    PostgresqlJournal other(harness.connection());
    CHECK(harness.sql("SELECT string_agg(batch::text, ' ' ORDER BY batch) FROM writers "
                      "WHERE batch > 0") == "4 5 6");
    CHECK(harness.sql("SELECT count(*) FROM leases") == "1");
}

}  // namespace
}  // namespace indaba::broker

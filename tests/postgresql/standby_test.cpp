/// A pair of servers: a standby that has what was confirmed, its promotion, and the way back.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "tests/postgresql/postgresql_server.hpp"
#include "tests/postgresql/sql.hpp"
#include "tests/support/readable.hpp"

namespace indaba::test {
namespace {

std::string numbers(const std::string& database) {
    return sql(database, "SELECT string_agg(number::text, ' ' ORDER BY number) FROM entries");
}

}  // namespace

TEST_CASE("a standby is promoted with all that was confirmed, and the old primary rejoins it") {
    PostgresqlServer one;
    const std::string on_one = one.new_database();
    sql(on_one, "CREATE TABLE entries (number int)");
    const std::unique_ptr<PostgresqlServer> other = one.make_standby();
    const std::string on_other = with_host(on_one, other->host());
    sql(on_one, "INSERT INTO entries VALUES (1)");
    CHECK_THROWS_WITH(sql(on_other, "INSERT INTO entries VALUES (2)"), doctest::Contains("25006"));

    // The old primary has a row that no standby got.
    other->stop();
    one.add_setting("synchronous_standby_names = ''");
    one.reload();
    sql(on_one, "INSERT INTO entries VALUES (2)");
    one.kill();
    other->start();
    other->promote();
    CHECK(numbers(on_other) == "1");
    one.rejoin(*other);
    CHECK(numbers(on_one) == "1");
    sql(on_other, "INSERT INTO entries VALUES (3)");
    other->kill();
    one.promote();
    CHECK(numbers(on_one) == "1 3");
}

TEST_CASE("without its standby a primary confirms no commit") {
    PostgresqlServer one;
    const std::string on_one = one.new_database();
    sql(on_one, "CREATE TABLE entries (number int)");
    const std::unique_ptr<PostgresqlServer> other = one.make_standby();
    other->pause();
    const OpenConnection writer = open_connection(on_one);
    REQUIRE(PQsendQuery(writer.get(), "INSERT INTO entries VALUES (1)") == 1);
    CHECK_FALSE(is_readable(PQsocket(writer.get()), std::chrono::milliseconds(200)));
    other->resume();
    CHECK(is_readable(PQsocket(writer.get()), std::chrono::seconds(20)));

    other->kill();
    one.add_setting("synchronous_standby_names = ''");
    one.reload();
    sql(on_one, "INSERT INTO entries VALUES (2)");
    other->start();
}

TEST_CASE("a primary that was ended in order rejoins without a loss") {
    PostgresqlServer one;
    const std::unique_ptr<PostgresqlServer> other = one.make_standby();
    sql(one.connection(), "CREATE TABLE entries (number int); INSERT INTO entries VALUES (1)");
    one.stop();
    other->promote();
    one.rejoin(*other);
    const std::string both = with_host(one.connection(), one.host() + "," + other->host());
    sql(both + " target_session_attrs=read-write", "INSERT INTO entries VALUES (2)");
    CHECK(numbers(other->connection()) == "1 2");
}

}  // namespace indaba::test

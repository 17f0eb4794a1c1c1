/// The faults that a server can be given: a stopped backend, a stopped server, a full disk.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "tests/postgresql/postgresql_server.hpp"
#include "tests/postgresql/process_table.hpp"
#include "tests/postgresql/sql.hpp"
#include "tests/support/readable.hpp"

namespace indaba::test {
namespace {

constexpr std::chrono::milliseconds a_while{100};
constexpr std::chrono::seconds long_enough{20};

bool is_answered(PGconn* connection, std::chrono::milliseconds at_most) {
    return is_readable(PQsocket(connection), at_most);
}

int backend_of(PGconn* connection) { return PQbackendPID(connection); }

}  // namespace

TEST_CASE("a stopped backend keeps its row lock until it goes on") {
    PostgresqlServer server;
    const std::string database = server.new_database();
    sql(database, "CREATE TABLE heads (number int); INSERT INTO heads VALUES (1)");
    const OpenConnection holder = open_connection(database);
    sql(holder.get(), "BEGIN; SELECT number FROM heads FOR UPDATE");
    server.stop_backend(backend_of(holder.get()));
    REQUIRE(PQsendQuery(holder.get(), "ROLLBACK") == 1);

    const char* take = "SELECT number FROM heads FOR UPDATE NOWAIT";
    CHECK_THROWS_WITH(sql(database, take), doctest::Contains("55P03"));
    CHECK_FALSE(is_answered(holder.get(), a_while));
    server.continue_backend(backend_of(holder.get()));
    CHECK(is_answered(holder.get(), long_enough));
    CHECK(sql(database, "SELECT number FROM heads FOR UPDATE") == "1");
}

TEST_CASE("only a backend of the server can be stopped, and only a server that runs paused") {
    PostgresqlServer server;
    CHECK_THROWS(server.stop_backend(server.process_id()));
    CHECK_THROWS(server.stop_backend(1));
    CHECK_THROWS(server.stop_backend(-1));
    server.stop();
    CHECK_THROWS(server.pause());
    CHECK_THROWS(server.reload());
}

TEST_CASE("a paused server answers nothing, and goes on where it was") {
    PostgresqlServer server;
    const OpenConnection open = open_connection(server.connection());
    server.pause();
    REQUIRE(PQsendQuery(open.get(), "SELECT 1") == 1);
    CHECK_FALSE(is_answered(open.get(), a_while));
    server.resume();
    CHECK(is_answered(open.get(), long_enough));
}

TEST_CASE("a paused server, and one with a stopped backend, can be stopped and killed") {
    PostgresqlServer server;
    server.pause();
    server.stop();
    server.start();
    const OpenConnection open = open_connection(server.connection());
    server.stop_backend(backend_of(open.get()));
    server.kill();
    server.start();
    CHECK(sql(server.connection(), "SELECT 1") == "1");
    server.pause();  // the end of this object finds it so
}

TEST_CASE("a full disk fails an insert, and the server lives") {
    PostgresqlServer server;
    const std::string database = server.new_database();
    sql(database, "CREATE TABLE texts (body text)");
    server.stop();
    server.limit_file_size(std::uint64_t{2} << 20);
    server.start();
    const char* fill = "INSERT INTO texts SELECT repeat('x', 1000) FROM generate_series(1, 5000)";
    CHECK_THROWS_WITH(sql(database, fill), doctest::Contains("XX000"));
    CHECK(sql(database, "SELECT count(*) FROM texts") == "0");
    sql(database, "INSERT INTO texts VALUES ('y')");
    server.stop();
    server.limit_file_size({});
    server.start();
    sql(database, fill);
    CHECK(sql(database, "SELECT count(*) FROM texts") == "5001");
}

TEST_CASE("a full pg_wal ends the server, which has what was committed when there is room again") {
    PostgresqlServer server({.wal_segment_mib = 2});
    const std::string database = server.new_database();
    sql(database, "CREATE TABLE texts (body text)");
    server.stop();
    server.limit_file_size(std::uint64_t{3} << 19);  // 1.5 MiB
    server.start();
    std::string committed = "0";
    const auto fill = [&] {
        for (;;)
            committed = sql(database,
                            "INSERT INTO texts SELECT repeat('x', 1000) FROM "
                            "generate_series(1, 100); SELECT count(*) FROM texts");
    };
    CHECK_THROWS(fill());
    CHECK(server.log().find("PANIC") != std::string::npos);
    server.kill();
    server.limit_file_size({});
    server.start();
    CHECK(std::stoi(sql(database, "SELECT count(*) FROM texts")) >= std::stoi(committed));
}

}  // namespace indaba::test

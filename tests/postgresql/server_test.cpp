/// The throw-away server: its databases, ends and starts, and what two servers share.
#include <doctest/doctest.h>

#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/postgresql/postgresql_server.hpp"
#include "tests/postgresql/process_table.hpp"
#include "tests/postgresql/sql.hpp"
#include "tests/postgresql/wait_until.hpp"
#include "tests/support/child_task.hpp"

namespace indaba::test {
namespace {

constexpr std::size_t digits = 10;

const ChildTask keep_server("keep-postgresql-server", [](Parent& parent) {
    PostgresqlServer server;
    if (parent.told() == "pause") server.pause();
    std::string id = std::to_string(server.process_id());
    id.resize(digits, ' ');
    parent.send(id + server.host() + '\n');
    parent.told();
});

int number_in(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

TEST_CASE("a new database is empty, and nothing done in it is seen in another") {
    PostgresqlServer server;
    const std::string one = server.new_database();
    const std::string other = server.new_database();
    CHECK(one != other);
    sql(one, "CREATE TABLE entries (number int)");
    CHECK(sql(one, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "1");
    CHECK(sql(other, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0");
}

TEST_CASE("what was committed is there after kill and start; an open transaction is gone") {
    PostgresqlServer server;
    const std::string database = server.new_database();
    sql(database, "CREATE TABLE entries (number int); INSERT INTO entries VALUES (1)");
    const OpenConnection open = open_connection(database);
    sql(open.get(), "BEGIN; INSERT INTO entries VALUES (2)");
    server.kill();
    CHECK(server.process_id() == -1);
    CHECK_FALSE(accepts_connections(database));
    CHECK_THROWS(sql(open.get(), "COMMIT"));
    server.start();
    CHECK(sql(database, "SELECT string_agg(number::text, ' ') FROM entries") == "1");
    server.stop();
    CHECK_FALSE(accepts_connections(database));
    server.start();
    CHECK(sql(database, "SELECT string_agg(number::text, ' ') FROM entries") == "1");
}

TEST_CASE("settings take effect at the start, and by reload without one") {
    PostgresqlServer server({.settings = {"max_connections=5", "lock_timeout=7s"}});
    CHECK(sql(server.connection(), "SHOW max_connections") == "5");
    CHECK(sql(server.connection(), "SHOW fsync") == "off");
    const OpenConnection open = open_connection(server.connection());
    server.add_setting("lock_timeout=8s");
    server.reload();
    CHECK(sql(server.connection(), "SHOW lock_timeout") == "8s");
    CHECK(sql(open.get(), "SELECT 1") == "1");
    server.stop();
    server.add_setting("max_connections=6");
    server.start();
    CHECK(sql(server.connection(), "SHOW max_connections") == "6");
}

TEST_CASE("a setting that no server understands is an error with the server's words") {
    CHECK_THROWS_WITH(PostgresqlServer({.settings = {"max_connections=many"}}),
                      doctest::Contains("invalid value for parameter \"max_connections\""));
}

TEST_CASE("a server for figures reaches the disk and has segments of the usual size") {
    const PostgresqlServer server({.fsync = true, .wal_segment_mib = 16});
    CHECK(sql(server.connection(), "SHOW fsync") == "on");
    CHECK(sql(server.connection(), "SHOW wal_segment_size") == "16MB");
}

TEST_CASE("two servers of one process know nothing of each other") {
    PostgresqlServer one;
    PostgresqlServer other;
    sql(one.connection(), "CREATE TABLE entries (number int)");
    CHECK(sql(other.connection(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") ==
          "0");
    one.kill();
    CHECK(sql(other.connection(), "SELECT 1") == "1");
}

TEST_CASE("a server ends with its process, and the next one removes what is left of it") {
    Child child(keep_server, {"run"});
    const int process = number_in(child.received(digits));
    REQUIRE(is_alive(process));
    const PostgresqlServer beside;  // leaves the directory of a living process alone
    child.kill();
    std::string host = child.received(200);
    REQUIRE(host.ends_with('\n'));
    host.pop_back();
    wait_until([&] { return !is_alive(process); }, "the server of a killed process ends");
    CHECK(std::filesystem::exists(host));
    const PostgresqlServer next;
    CHECK_FALSE(std::filesystem::exists(host));
}

TEST_CASE("a server that was paused when its process was killed ends when the next one starts") {
    Child child(keep_server, {"pause"});
    const int process = number_in(child.received(digits));
    child.kill();
    CHECK(is_alive(process));
    const PostgresqlServer next;
    CHECK_FALSE(is_alive(process));
}

TEST_CASE("nothing is left of a server, also of one that was killed") {
    std::string host;
    for (const bool killed_before : {false, true}) {
        PostgresqlServer server;
        host = server.host();
        CHECK(std::filesystem::exists(host));
        if (killed_before) server.kill();
    }
    CHECK_FALSE(std::filesystem::exists(host));
}

}  // namespace indaba::test

#include "common/sqlite/sqlite.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "common/base/path_text.hpp"
#include "common/base/scratch_directory.hpp"

using namespace indaba;
using sqlite::Connection;
using sqlite::Failure;
using sqlite::Mode;
using sqlite::Rows;
using sqlite::Statement;

namespace {

/// An empty directory that is removed after the test.
class Directory : public ScratchDirectory {
 public:
    Directory() : ScratchDirectory(std::filesystem::temp_directory_path()) {}
    std::filesystem::path file() const { return path() / "test.db"; }
};

/// Returns the Error that `action` throws.
template <class Action>
sqlite::Error error_of(const Action& action) {
    try {
        action();
    } catch (const sqlite::Error& error) {
        return error;
    }
    FAIL("no error was thrown");
    throw std::logic_error("not reached");
}

}  // namespace

TEST_SUITE("sqlite") {
    TEST_CASE("sqlite: values of every type are read back as they were bound") {
        const Directory directory;
        Connection connection(directory.file(), Mode::create);
        connection.execute("CREATE TABLE t (a, b, c, d, e, f, g)");
        const Account account{{1, 2, 3}};
        const std::string zero("a\0b", 3);
        Statement(connection, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)")
            .run(std::int64_t{-5}, std::numeric_limits<std::uint64_t>::max(), zero, account,
                 sqlite::Blob{"\xff"}, std::optional<Account>(), std::optional<std::int64_t>(7));
        Statement select(connection, "SELECT a, b, c, d, e, f, g FROM t");
        Rows rows = select.query();
        REQUIRE(rows.next());
        CHECK(rows.integer(0) == -5);
        CHECK(rows.count(1) == std::numeric_limits<std::uint64_t>::max());
        CHECK(rows.text(2) == zero);
        CHECK(rows.bytes<Account>(3) == account);
        CHECK(rows.text(4) == "\xff");
        CHECK(rows.is_null(5));
        CHECK(rows.optional_bytes<Account>(5) == std::nullopt);
        CHECK(rows.optional_bytes<Account>(3) == account);
        CHECK(rows.integer(6) == 7);
        CHECK_FALSE(rows.next());
    }

    TEST_CASE("sqlite: an empty text and an empty blob are not NULL") {
        const Directory directory;
        Connection connection(directory.file(), Mode::create);
        connection.execute("CREATE TABLE t (a TEXT NOT NULL, b BLOB NOT NULL) STRICT");
        Statement(connection, "INSERT INTO t VALUES (?, ?)")
            .run(std::string_view(), sqlite::Blob{std::string_view()});
        CHECK(connection.number("SELECT length(a) + length(b) FROM t") == 0);
        CHECK(connection.changes() == 1);
    }

    TEST_CASE("sqlite: a statement can be run again while an earlier read was not finished") {
        const Directory directory;
        Connection connection(directory.file(), Mode::create);
        connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
        Statement select(connection, "SELECT a FROM t WHERE a >= ? ORDER BY a");
        {
            Rows rows = select.query(std::int64_t{1});
            CHECK(rows.next());
        }
        Rows rows = select.query(std::int64_t{3});
        REQUIRE(rows.next());
        CHECK(rows.integer(0) == 3);
        CHECK_FALSE(rows.next());
    }

    TEST_CASE("sqlite: run_with copies a row with the types it has") {
        const Directory directory;
        Connection connection(directory.file(), Mode::create);
        connection.execute(
            "CREATE TABLE a (i, t, b, n); CREATE TABLE b (i, t, b, n);"
            "INSERT INTO a VALUES (1, 'x', x'00ff', NULL)");
        Statement select(connection, "SELECT * FROM a");
        Statement insert(connection, "INSERT INTO b VALUES (?, ?, ?, ?)");
        {
            Rows rows = select.query();
            while (rows.next()) insert.run_with(rows);
        }
        CHECK(connection.text("SELECT typeof(i)||typeof(t)||typeof(b)||typeof(n) FROM b") ==
              "integertextblobnull");
        CHECK(connection.number("SELECT count(*) FROM a NATURAL JOIN (SELECT i, t, b FROM b)") ==
              1);
    }

    TEST_CASE("sqlite: an added function sees NULL, empty and filled arguments apart") {
        const Directory directory;
        Connection connection(directory.file(), Mode::create);
        connection.add_function("weight", [](std::span<const Connection::Argument> arguments) {
            std::int64_t weight = 0;
            for (const auto& argument : arguments)
                weight =
                    weight * 10 + (argument ? static_cast<std::int64_t>(argument->size()) + 1 : 0);
            return weight;
        });
        CHECK(connection.number("SELECT weight(NULL, '', x'00ff', 1234)") == 135);
        CHECK(connection.number("SELECT weight(x'', NULL)") == 10);
    }

    TEST_CASE("sqlite: an error says which file and why") {
        const Directory directory;
        Connection connection(directory.file(), Mode::create);
        const sqlite::Error error = error_of([&] { connection.number("SELECT 1 FROM missing"); });
        CHECK(error.failure() == Failure::bad_statement);
        CHECK(error.is_damage());
        CHECK(error.reason() == "no such table: missing");
        CHECK(std::string(error.what()) == to_utf8(std::filesystem::canonical(directory.file())) +
                                               " cannot be used: no such table: missing.");
    }

    TEST_CASE("sqlite: failures that callers tell apart have their own values") {
        const Directory directory;
        CHECK(error_of([&] { Connection(directory.file(), Mode::write); }).failure() ==
              Failure::cannot_open);
        Connection connection(directory.file(), Mode::create);
        connection.execute("CREATE TABLE t (a INTEGER UNIQUE, b BLOB) STRICT");
        connection.execute("INSERT INTO t VALUES (1, x'00')");
        CHECK(error_of([&] { connection.execute("INSERT INTO t VALUES (1, x'00')"); }).failure() ==
              Failure::rejected_value);
        CHECK(error_of([&] {
                  connection.execute("INSERT INTO t VALUES ('x', x'00')");
              }).failure() == Failure::rejected_value);
        Statement select(connection, "SELECT b FROM t");
        {
            Rows rows = select.query();
            REQUIRE(rows.next());
            CHECK(error_of([&] { rows.bytes<Account>(0); }).failure() == Failure::corrupt);
        }
        Connection reader(directory.file(), Mode::read);
        CHECK(reader.is_read_only());
        CHECK(error_of([&] { reader.execute("DELETE FROM t"); }).failure() == Failure::read_only);
        Connection other(directory.file(), Mode::write);
        other.execute("BEGIN IMMEDIATE");
        CHECK(error_of([&] { connection.execute("BEGIN IMMEDIATE"); }).failure() == Failure::busy);
        other.execute("ROLLBACK");
        connection.execute("PRAGMA max_page_count = 1");
        const sqlite::Error full =
            error_of([&] { connection.execute("INSERT INTO t VALUES (2, zeroblob(100000))"); });
        CHECK(full.failure() == Failure::full);
        CHECK(std::string(full.what()) ==
              to_utf8(std::filesystem::canonical(directory.file())) +
                  " cannot be written: its disk is full. Make room there.");
    }

    TEST_CASE("sqlite: a transaction without commit changes nothing") {
        const Directory directory;
        Connection connection(directory.file(), Mode::create);
        connection.execute("CREATE TABLE t (a)");
        {
            sqlite::Transaction transaction(connection);
            connection.execute("INSERT INTO t VALUES (1)");
            CHECK(connection.in_transaction());
        }
        CHECK_FALSE(connection.in_transaction());
        CHECK(connection.number("SELECT count(*) FROM t") == 0);
        sqlite::Transaction transaction(connection);
        connection.execute("INSERT INTO t VALUES (1)");
        transaction.commit();
        CHECK(connection.number("SELECT count(*) FROM t") == 1);
    }
}

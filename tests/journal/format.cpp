/// Journals of older formats: they open, keep their content and get the tables of this version.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "common/wire/chain.hpp"
#include "tests/journal/harness.hpp"
#include "tests/journal/old_formats.hpp"

namespace indaba::broker {
namespace {

using Words = std::vector<std::string>;

/// A journal of format 1: Ann has two names, Bob one, and `said` is in the lobby.
class FormatOne {
 public:
    explicit FormatOne(const std::vector<std::string>& said) {
        sqlite::Connection database(directory_.journal(), sqlite::Mode::create);
        database.execute("PRAGMA journal_mode = WAL");
        database.execute(tables_of_format(1));
        database.execute("PRAGMA application_id = 1231971425; PRAGMA user_version = 1");
        add_people(database);
        add_lobby(database, said);
    }

    const std::filesystem::path& directory() const { return directory_.path(); }
    std::filesystem::path file() const { return directory_.journal(); }
    sqlite::Connection connection() const {
        return sqlite::Connection(file(), sqlite::Mode::write);
    }
    Hash head() const { return head_; }

 private:
    static void add_people(sqlite::Connection& database) {
        sqlite::Statement(database, "INSERT INTO meta (name, value) VALUES ('journal', ?)")
            .run(JournalId{{7, 7}});
        sqlite::Statement insert(database, "INSERT INTO accounts VALUES (?, ?, ?, ?)");
        insert.run(std::int64_t{1}, account(1), std::string_view("anna"), std::int64_t{3});
        insert.run(std::int64_t{2}, account(2), std::string_view("bob"), std::int64_t{1});
        database.execute(
            "INSERT INTO names VALUES ('ann', 'ann', 'Ann', 1, '70', 5);"
            "INSERT INTO names VALUES ('anna', 'anna', 'anna', 1, '70', 6);"
            "INSERT INTO names VALUES ('bob', 'bob', 'bob', 2, '70', 7)");
        sqlite::Statement(database, "INSERT INTO reads VALUES (2, ?, 1)").run(lobby);
    }

    void add_lobby(sqlite::Connection& database, const std::vector<std::string>& said) {
        sqlite::Statement add(database, "INSERT INTO entries VALUES (1, ?, 1, ?, ?, 'text', ?, ?)");
        std::uint64_t number = 0;
        for (const std::string& body : said) {
            const Post was = post(++number, body);
            head_ = chain(head_, lobby, {number, account(1), was.at, was.id, was.kind, was.body});
            add.run(number, was.at, was.id, sqlite::Blob{was.body}, head_);
        }
        sqlite::Statement(database, "INSERT INTO conversations VALUES (1, ?, ?, NULL, NULL, ?, ?)")
            .run(lobby, lobby_title, number, head_);
    }

    TemporaryDirectory directory_;
    Hash head_{};
};

std::int64_t format_of(const FormatOne& old) {
    return old.connection().number("PRAGMA user_version");
}

TEST_CASE("a journal of format 1 opens and keeps everything") {
    const FormatOne old({"a", "b"});
    SqliteJournal journal(old.directory());
    Waiter waiter(journal);
    const Snapshot snapshot = journal.snapshot();
    CHECK(snapshot.journal == JournalId{{7, 7}});
    REQUIRE(snapshot.accounts.size() == 2);
    CHECK(snapshot.accounts[0].name == "anna");
    CHECK(snapshot.accounts[0].lobby_first == 3);
    CHECK_FALSE(snapshot.accounts[0].rebound_to);
    CHECK(snapshot.names.size() == 3);
    REQUIRE(snapshot.reads.size() == 1);
    CHECK(snapshot.reads[0].account == account(2));
    CHECK(snapshot.standings.empty());
    CHECK(snapshot.invites.empty());
    CHECK(find(snapshot, lobby)->hash == old.head());
    const PageRead page = waiter.read(page_after(0));
    CHECK(numbers(page) == std::vector<std::uint64_t>{1, 2});
    CHECK(follow(page, lobby) == old.head());
}

TEST_CASE("a format 1 journal works like a new one once opened") {
    const FormatOne old({"a", "b"});
    {
        SqliteJournal journal(old.directory());
        Waiter waiter(journal);
        CHECK(words(waiter.commit({post(1, "a"), post(3, "c"), rebind(4, account(1), account(3)),
                                   StandingChange{.account = account(2), .banned = true},
                                   Invite{account(9), 1, 0}, claim(account(1), "ann")})) ==
              Words{"again 1", "stored 3", "stored 4", "stored 0", "stored 0", "taken"});
    }
    CHECK(format_of(old) == 4);
    const VerifyResult verified = verify_journal(old.file());
    CHECK_MESSAGE(verified.problem.empty(), verified.problem);
    CHECK(verified.entries == 4);

    SqliteJournal again(old.directory());
    const Snapshot snapshot = again.snapshot();
    REQUIRE(snapshot.accounts.size() == 3);
    CHECK(snapshot.accounts[0].rebound_to == account(3));
    REQUIRE(snapshot.standings.size() == 1);
    CHECK(snapshot.standings[0].banned);
    CHECK(snapshot.invites.size() == 1);
}

TEST_CASE("a migrated journal of format 1 has the same tables as a new one") {
    const FormatOne old({});
    { const SqliteJournal journal(old.directory()); }
    const SqliteHarness fresh;
    CHECK(tables(old.connection()) == tables(fresh.other_connection()));
}

TEST_CASE("a format 1 journal is left unchanged when its migration fails") {
    const FormatOne old({"a"});
    old.connection().execute("CREATE TABLE invites (in_the_way)");
    const Words was = tables(old.connection());
    CHECK_THROWS_AS(SqliteJournal(old.directory()), std::runtime_error);
    CHECK(format_of(old) == 1);
    CHECK(tables(old.connection()) == was);

    old.connection().execute("DROP TABLE invites");
    SqliteJournal journal(old.directory());
    CHECK(find(journal.snapshot(), lobby)->number == 1);
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST_CASE("verify reads a journal of format 1 without changing it") {
    const FormatOne old({"a", "b", "c"});
    const std::string was = bytes_of(old.file());
    const VerifyResult verified = verify_journal(old.file());
    CHECK_MESSAGE(verified.problem.empty(), verified.problem);
    CHECK(verified.entries == 3);
    CHECK(bytes_of(old.file()) == was);
    CHECK(format_of(old) == 1);

    old.connection().execute("UPDATE entries SET body = x'00' WHERE number = 2");
    CHECK(verify_journal(old.file()).problem.find("entry 2 is not") != std::string::npos);
}

}  // namespace
}  // namespace indaba::broker

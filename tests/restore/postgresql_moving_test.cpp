/// A journal that moves from SQLite to PostgreSQL and back.
#include "broker/journal/postgresql/postgresql_dump_reader.hpp"
#include "broker/journal/postgresql/postgresql_dump_writer.hpp"
#include "broker/journal/postgresql/postgresql_journal.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"
#include "tests/postgresql/postgresql_server.hpp"
#include "tests/restore/dumps.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

std::string new_database() {
    static test::PostgresqlServer server;
    return server.new_database();
}

void import_into(const std::string& database, const std::string& dump) {
    std::istringstream in(dump);
    DumpFileReader reader(in);
    PostgresqlDumpWriter writer(connect_once(database));
    move_journal(reader, writer);
}

std::string dump_of_database(const std::string& database) {
    PostgresqlDumpReader reader(connect_once(database));
    return dump_of(reader);
}

}  // namespace

TEST_SUITE("moving a journal to PostgreSQL") {
    TEST_CASE("from SQLite to PostgreSQL and back, a dump is the same bytes") {
        Original everything, nothing;
        tell_everything(everything);
        for (Original* original : {&everything, &nothing}) {
            const std::string dump = dump_of(original->journal_file());
            const std::string database = new_database();
            import_into(database, dump);
            const bool is_same_there = dump_of_database(database) == dump;
            CHECK(is_same_there);

            TemporaryDirectory back;
            PostgresqlDumpReader reader(connect_once(database));
            SqliteDumpWriter writer(back.journal());
            move_journal(reader, writer);
            const bool is_same_here = dump_of(back.journal()) == dump;
            CHECK(is_same_here);
        }
    }

    TEST_CASE("a journal that was moved to PostgreSQL has the same content, and goes on") {
        Original original;
        tell_everything(original);
        const Snapshot before = original.snapshot();
        const std::string database = new_database();
        import_into(database, dump_of(original.journal_file()));
        PostgresqlJournal moved(database);
        Waiter waiter(moved);
        const Snapshot after = moved.snapshot();
        CHECK(lines_of(after) == lines_of(before));
        const std::uint64_t next = find(after, lobby)->number + 1;
        CHECK(words(waiter.commit({post(5'000, "goes on")})) ==
              Words{"stored " + std::to_string(next)});
        CHECK(follow(waiter.read(page_after(0)), lobby).has_value());
    }

    TEST_CASE(
        "an import that ends early leaves the database as it was, and a full one is refused") {
        Original original;
        tell_everything(original);
        const std::string dump = dump_of(original.journal_file());
        const std::string database = new_database();
        CHECK(test::sentence_of([&] { import_into(database, dump.substr(0, dump.size() - 9)); }) !=
              "");
        CHECK(test::sentence_of([&] { dump_of_database(database); }).find("holds no journal") !=
              std::string::npos);
        import_into(database, dump);
        CHECK(test::sentence_of([&] { import_into(database, dump); }) ==
              "This database has a journal already. Name an empty database.");
    }
}

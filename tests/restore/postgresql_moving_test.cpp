/// A journal that moves from SQLite to PostgreSQL and back, and what is found when it is damaged
/// there.
#include <fmt/format.h>

#include "broker/journal/postgresql/postgresql_dump_writer.hpp"
#include "broker/journal/postgresql/postgresql_journal.hpp"
#include "tests/postgresql/sql.hpp"
#include "tests/restore/databases.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

void import_into(const std::string& database, const std::string& dump) {
    std::istringstream in(dump);
    DumpFileReader reader(in);
    PostgresqlDumpWriter writer(connect_once(database));
    move_journal(reader, writer);
}

std::string hex(std::string_view bytes) {
    std::string digits;
    for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return digits;
}

std::string in_conversation(const ConversationId& id, const std::string& what) {
    return "conversation " + to_hex(id) + ": " + what;
}

/// A journal in a database, and what its check finds after a change.
class Damaged {
 public:
    explicit Damaged(const std::string& dump) : database_(new_database()) {
        import_into(database_, dump);
    }
    /// Returns the sentence of the check, "" when the journal is sound.
    std::string after(const std::string& change) {
        test::sql(database_, "SET search_path = indaba; " + change);
        return test::sentence_of([&] {
            PostgresqlDumpReader journal(connect_once(database_));
            check_journal(journal);
        });
    }

 private:
    std::string database_;
};

/// Returns the condition of one entry.
std::string where(const ConversationId& id, std::uint64_t number) {
    return fmt::format(
        " WHERE number = {} AND conversation = (SELECT key FROM conversations WHERE id = '\\x{}')",
        number, to_hex(id));
}

std::string set_body(const ConversationId& id, std::uint64_t number, const std::string& body) {
    return fmt::format("UPDATE entries SET erased = NULL, body = '\\x{}'", hex(body)) +
           where(id, number);
}

std::string delete_body(const ConversationId& id, std::uint64_t number, const std::string& body) {
    return fmt::format("UPDATE entries SET body = '', erased = '\\x{}'",
                       to_hex(hash_of_body(body))) +
           where(id, number);
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

    TEST_CASE("a room whose state is not what its entries say is found in the database") {
        Original original;
        tell_everything(original);
        const std::string dump = dump_of(original.journal_file());
        const std::string other_state = "its members, title or topic are not what its entries say",
                          other_title = "its folded title is not that of its title";
        const auto found = [&](const std::string& change) { return Damaged(dump).after(change); };
        const auto of = [](const char* table, std::uint8_t room) {
            return fmt::format(" {} WHERE conversation = '\\x{}'", table, to_hex(room_id(room)));
        };
        const std::string cooks = " WHERE conversation = '\\x" + to_hex(room_id(7)) + "'";
        CHECK(found("") == "");
        CHECK(found("UPDATE members SET owner = NOT owner" + cooks) ==
              in_conversation(room_id(7), other_state));
        CHECK(found("UPDATE members SET first = first + 1" + cooks) ==
              in_conversation(room_id(7), other_state));
        CHECK(found("DELETE FROM" + of("members", 8)) == in_conversation(room_id(8), other_state));
        for (const char* change :
             {"topic = 'other'", "private = false", "from_joining = false", "archived = true"})
            CHECK(found(std::string("UPDATE rooms SET ") + change + cooks) ==
                  in_conversation(room_id(7), other_state));
        CHECK(found("DELETE FROM" + of("members", 8) + "; DELETE FROM" + of("rooms", 8)) ==
              in_conversation(room_id(8), other_state));
        CHECK(found("UPDATE rooms SET folded = 'other'" + cooks) ==
              in_conversation(room_id(7), other_title));
        CHECK(found("UPDATE conversations SET room = 'other' WHERE id = '\\x" + to_hex(room_id(7)) +
                    "'") == in_conversation(room_id(7), other_title));
        CHECK(test::says(found("UPDATE conversations SET low = high WHERE low IS NOT NULL"),
                         ": it is neither a room nor a whisper of its two ends"));
    }

    TEST_CASE("a deleted body without its erasure, and an erased one that is there, are found") {
        Original original;
        tell_everything(original);
        const std::string dump = dump_of(original.journal_file());
        const auto found = [&](const std::string& change) { return Damaged(dump).after(change); };
        const std::string first = delete_body(lobby, 1, "first");
        CHECK(found(first) ==
              in_conversation(lobby, "entry 1 has no body, and no erasure explains it"));
        CHECK(found(first +
                    "; INSERT INTO unexplained SELECT key, 1 FROM conversations "
                    "WHERE id = '\\x" +
                    to_hex(lobby) + "'") == "");
        CHECK(found(set_body(lobby, 12, "the-secret-word")) ==
              in_conversation(lobby, "entry 12 was erased, but has a body"));
        CHECK(found(set_body(lobby, 13, encode(EditBody{12, "the-secret-edit"}))) ==
              in_conversation(lobby, "entry 13 is an edit of an erased message, but has a body"));
        CHECK(found("DELETE FROM edits" + where(lobby, 13)) ==
              in_conversation(lobby, "entry 13 has no body, and no erasure explains it"));
        CHECK(found("UPDATE edits SET number = 99" + where(lobby, 13)) ==
              in_conversation(lobby, "entry 99 is not there"));
    }

    TEST_CASE("rows that belong to nothing are found in the database") {
        Original original;
        tell_everything(original);
        const std::string dump = dump_of(original.journal_file());
        const auto found = [&](const std::string& change) { return Damaged(dump).after(change); };
        CHECK(found("INSERT INTO entries SELECT 1000, 1, 1000, at, id, kind, body, hash "
                    "FROM entries" +
                    where(lobby, 1)) == "there are entries of conversations that do not exist");
        CHECK(found("INSERT INTO edits VALUES (1000, 1, 2)") ==
              "there are edits of conversations that do not exist");
        CHECK(found("INSERT INTO reactions VALUES (1000, 1, '+', 1)") ==
              "there are reactions of conversations that do not exist");
        CHECK(found("UPDATE reads SET account = account + 1000") ==
              "there are read positions of accounts that do not exist");
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

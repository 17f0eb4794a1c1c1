/// A journal that is exported and imported, compared with the one that it came from.
#include "broker/data/key_pairing.hpp"
#include "tests/restore/dumps.hpp"

using namespace indaba;
using namespace indaba::broker;

namespace {

/// A data directory that a dump fills.
class Moved : public Restored {
 public:
    std::string import(const std::string& dump) {
        test::write_to(source_.path() / "dump", dump);
        return import_journal(path(), source_.path() / "dump");
    }
    std::string refused_import(const std::string& dump) {
        return test::sentence_of([&] { import(dump); });
    }

 private:
    TemporaryDirectory source_;
};

/// Returns all that exports of Rita tell when one entry and an erasure are missing.
std::filesystem::path restored_with_gaps(Original& original, Restored& restored) {
    original.commit({named(rita, "rita"), post(1, "the-secret-word"), post(2, "kept"),
                     referring(3, rita, EditBody{1, "the-secret-edit"})});
    const auto older = original.exported(rita, "older");
    original.commit({referring(4, rita, EraseBody{1})});
    restored.from({original.exported(rita, "part", {{lobby, {{1, 3}}}}), older});
    open_key_and_journal(restored.path(), {});  // takes the secret key out
    return restored.journal_file();
}

/// Returns all rows of a journal, with the accounts and the ids instead of the keys of this file.
Words all_rows(const std::filesystem::path& file) {
    const sqlite::Connection database(file, sqlite::Mode::read);
    const std::string author = "(SELECT hex(account) FROM accounts WHERE key = x.account)",
                      place = "(SELECT hex(id) FROM conversations WHERE key = x.conversation)";
    Words lines;
    for (const auto& [columns, tables] : std::vector<std::pair<std::string, std::string>>{
             {"name, hex(value)", "meta"},
             {"position, hex(journal)", "parents"},
             {"hex(x.account), x.name, x.lobby_first, hex(t.account)",
              "accounts AS x LEFT JOIN accounts AS t ON t.key = x.rebound_to"},
             {"folded, skeleton, shown, icu, claimed_at, " + author, "names AS x"},
             {"hex(x.id), room, hex(l.account), hex(h.account), number, hex(hash)",
              "conversations AS x LEFT JOIN accounts AS l ON l.key = low "
              "LEFT JOIN accounts AS h ON h.key = high"},
             {place + ", number, at, hex(id), kind, hex(body), hex(hash), " + author,
              "entries AS x"},
             {"hex(conversation), number, " + author, "reads AS x"},
             {"hex(account), allowed, banned, op, at", "standings"},
             {"hex(key), uses_left, expires_at", "invites"},
             {place + ", number, hex(hash)", "erased AS x"},
             {place + ", message, number", "edits AS x"},
             {place + ", message, emoji, " + author, "reactions AS x"},
             {"hex(conversation), folded, skeleton, icu, topic, private, from_joining, archived, "
              "created_at, hex(a.account)",
              "rooms JOIN accounts AS a ON a.key = creator"},
             {"hex(conversation), first, owner, " + author, "members AS x"}}) {
        sqlite::Statement statement(database, "SELECT json_array(" + columns + ") FROM " + tables);
        sqlite::Rows rows = statement.query();
        while (rows.next()) lines.push_back(tables + rows.text(0));
    }
    std::ranges::sort(lines);
    return lines;
}

void check_round_trip(const std::filesystem::path& file) {
    const std::string dump = dump_of(file);
    Moved moved;
    moved.import(dump);
    CHECK(moved.left() == Words{"journal.db", "lock"});
    CHECK(moved.problem() == "");
    const bool is_same = dump_of(moved.journal_file()) == dump;
    CHECK(is_same);
    CHECK(all_rows(moved.journal_file()) == all_rows(file));
}

}  // namespace

TEST_SUITE("moving a journal") {
    TEST_CASE("export, import and export again are the same bytes") {
        Original everything, nothing, lost;
        tell_everything(everything);
        check_round_trip(everything.journal_file());
        check_round_trip(nothing.journal_file());
        Restored with_gaps;
        const auto file = restored_with_gaps(lost, with_gaps);
        check_round_trip(file);
        CHECK(std::ranges::count_if(records_of(file), [](const DumpRecord& record) {
                  const auto* entry = std::get_if<DumpEntry>(&record);
                  return entry && entry->unexplained;
              }) == 2);
    }

    TEST_CASE("a dump has a record of each kind, and the same content always makes the same one") {
        Original one, other;
        tell_everything(one);
        std::map<std::string, int> counts;
        for (const DumpRecord& record : records_of(one.journal_file()))
            ++counts[std::visit([](const auto& any) { return std::string(any.type); }, record)];
        const std::map<std::string, int> expected{
            {"journal", 1}, {"account", 6},  {"name", 5},         {"standing", 3}, {"invite", 1},
            {"entry", 31},  {"member", 5},   {"conversation", 4}, {"room", 2},     {"edit", 2},
            {"read", 13},   {"reaction", 1}, {"end", 0}};
        counts["end"] = 0;  // it is the file's
        CHECK(counts == expected);
        // The journals number the accounts in the order in which they meet them.
        other.commit({ReadMark{broker::account(201), lobby, 1}, ReadMark{ray, lobby, 1}});
        tell_everything(other);
        Records records = records_of(one.journal_file()), later = records_of(other.journal_file());
        records.erase(records.begin());  // the ids of the journals differ
        later.erase(later.begin());
        std::erase_if(later, [](const DumpRecord& record) {
            return record == DumpRecord(DumpRead{ray, lobby, 1});
        });
        CHECK(later == records);
    }

    TEST_CASE("a moved journal is the same to the core, and goes on") {
        Original original;
        tell_everything(original);
        Moved moved;
        CHECK(moved.import(dump_of(original.journal_file()))
                  .starts_with("Imported: 31 entries of 4 conversations, 6 accounts.\n"));
        CHECK(lines_of(moved.snapshot()) == lines_of(original.snapshot()));
        SqliteJournal journal(moved.path());
        Waiter waiter(journal);
        CHECK(words(waiter.commit({post(50, "on"), post(1, "first"), post(60, "the-secret-word"),
                                   post(1, "other"), referring(51, rob, EraseBody{2}),
                                   named(rosa, "rob"), referring(52, rita, EraseBody{12})})) ==
              Words{"stored 15", "again 1", "again 12", "reused", "stored 16", "taken",
                    "bad_reference"});
        CHECK(moved.problem() == "");
    }

    TEST_CASE("a body that was deleted is in no dump, and the edits of it stay known") {
        Original original;
        tell_everything(original);
        const std::string dump = dump_of(original.journal_file());
        CHECK(test::says(dump, "first"));
        CHECK(!test::says(dump, "the-secret"));
        Moved moved;
        moved.import(dump);
        CHECK(bodies(moved.entries(lobby)).at(11) == "-");
        CHECK(bodies(moved.entries(lobby)).at(12) == "-");
    }

    TEST_CASE("a dump is of the moment when it began, while a broker writes") {
        Original original;
        tell_everything(original);
        const std::string before = dump_of(original.journal_file());
        SqliteDumpReader reader(original.journal_file());
        Records records;
        while (auto record = reader.next()) {
            if (records.size() == 10)
                original.commit({post(90, "meanwhile"), StandingChange{rob, {}, true}});
            records.push_back(std::move(*record));
        }
        const bool is_same = file_of(records) == before;
        CHECK(is_same);
        CHECK(dump_of(original.journal_file()) != before);
    }

    TEST_CASE("the key stays where it is, and the journal knows whose it is") {
        Original original;
        tell_in_lobby(original);
        const Key key = make_key();
        record_key(original.journal_file(), key.account);
        const std::string dump = dump_of(original.journal_file());
        Moved without, with, wrong;
        CHECK(test::says(without.import(dump), "copy the file key of the old data directory to "));
        CHECK(test::says(test::sentence_of([&] { open_key_and_journal(without.path(), {}); }),
                         "has a journal but no key"));
        REQUIRE(keep_key(without.path(), key));
        CHECK(open_key_and_journal(without.path(), {}).account == key.account);
        REQUIRE(keep_key(with.path(), key));
        CHECK(!test::says(with.import(dump), "copy the file key"));
        CHECK(open_key_and_journal(with.path(), {}).account == key.account);
        load_or_make_key(wrong.path());
        CHECK(test::says(wrong.refused_import(dump), "every client would warn of an impostor."));
        CHECK(wrong.left() == Words{"key", "lock"});
    }

    TEST_CASE("the secret key of a backup is in no dump, its public half is") {
        Original original;
        tell_in_lobby(original);
        Restored restored;
        restored.from({original.exported(rob, "rob")});
        const std::string dump = dump_of(restored.journal_file());
        const Key key = open_key_and_journal(restored.path(), {});
        CHECK(!test::says(dump, key.secret.view()));
        CHECK(test::says(dump, key.account.view()));
        const bool is_same = dump_of(restored.journal_file()) == dump;
        CHECK(is_same);
    }

    TEST_CASE("a journal is never overwritten") {
        Original original;
        tell_in_lobby(original);
        const std::string dump = dump_of(original.journal_file());
        Moved moved;
        moved.import(dump);
        CHECK(test::says(moved.refused_import(dump), "exists already"));
        Moved with_log;
        test::write_to(with_log.path() / "journal.db-wal", "the log of another journal");
        CHECK(test::says(with_log.refused_import(dump), "journal.db-wal exists already"));
    }

    TEST_CASE("a journal whose chain is wrong is not exported") {
        Original original;
        tell_everything(original);
        original.snapshot();
        const sqlite::Connection database(original.journal_file(), sqlite::Mode::write);
        const auto refused_after = [&](const std::string& change) {
            sqlite::Connection(original.journal_file(), sqlite::Mode::write).execute(change);
            return test::sentence_of([&] { dump_of(original.journal_file()); });
        };
        CHECK(refused_after("UPDATE entries SET body = x'00' WHERE id = "
                            "(SELECT id FROM entries WHERE number = 2 LIMIT 1)") ==
              "conversation " + to_hex(lobby) +
                  ": entry 2 is not what was stored (its hash differs)");
        CHECK(test::says(refused_after("DELETE FROM entries WHERE number = 1"),
                         "entry 2 follows entry 0"));
        CHECK(test::says(refused_after("DELETE FROM entries"), "it ends with entry 0, its head"));
    }
}

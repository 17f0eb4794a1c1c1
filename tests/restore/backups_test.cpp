/// Backups and dumps that become a new journal, which continues the old one, in a directory or in a
/// database.
#include "broker/data/database_target.hpp"
#include "broker/data/postgresql_pairing.hpp"
#include "broker/journal/sqlite/sqlite_backup.hpp"
#include "tests/restore/databases.hpp"

using namespace indaba;
using namespace indaba::broker;
namespace fs = std::filesystem;

namespace {

/// A server of which there is a backup and a dump.
struct BackedUp {
    Original original;
    const Key key = make_key();
    TemporaryDirectory place;
    fs::path backup = place.path() / "backup", dump = place.path() / "dump";

    BackedUp() {
        tell_everything(original);
        record_key(original.journal_file(), key.account);
        back_up_journal(original.journal_file(), backup, key.secret);
        test::write_to(dump, dump_of(original.journal_file()));
    }
};

DumpJournal journal_of(const std::string& dump) {
    std::istringstream in(dump);
    return DumpFileReader(in).journal();
}

/// Returns the dump without the record of the journal.
Records content_of_dump(const std::string& dump) {
    std::istringstream in(dump);
    DumpFileReader reader(in);
    Records records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    records.erase(records.begin());
    return records;
}

/// Checks that a dump is that of a new journal with all that was in the old one.
void check_successor(const std::string& dump, const std::string& old_dump) {
    const DumpJournal is = journal_of(dump), was = journal_of(old_dump);
    CHECK(is.id != was.id);
    std::vector<JournalId> parents = was.parents;
    parents.insert(parents.begin(), was.id);
    CHECK(is.parents == parents);
    CHECK(is.key == was.key);
    const bool is_same = content_of_dump(dump) == content_of_dump(old_dump);
    CHECK(is_same);
}

}  // namespace

TEST_SUITE("restoring a whole journal") {
    TEST_CASE_FIXTURE(BackedUp, "a backup becomes a new journal of a directory, with its key") {
        Restored restored;
        const std::string told = restored.from({backup});
        CHECK(
            told.starts_with("Restored: 31 entries of 4 conversations, 6 accounts.\n"
                             "The broker's key is in the backup, "));
        CHECK(restored.left() == Words{"journal.db", "lock"});
        CHECK(restored.problem() == "");
        check_successor(dump_of(restored.journal_file()), test::content_of(dump));
        CHECK(open_key_and_journal(restored.path(), {}).account == key.account);
        CHECK(!test::says(test::content_of(restored.journal_file()), key.secret.view()));
        CHECK(lines_of(restored.snapshot()).at(0) !=
              "journal " + to_hex(original.snapshot().journal));
    }

    TEST_CASE_FIXTURE(BackedUp, "a journal that was restored twice names both before it") {
        Restored once, twice;
        once.from({dump});
        CHECK(test::says(twice.from({once.journal_file()}), "copy the file key"));
        check_successor(dump_of(twice.journal_file()), dump_of(once.journal_file()));
        CHECK(twice.snapshot().parents ==
              std::vector<JournalId>{once.snapshot().journal, original.snapshot().journal});
    }

    TEST_CASE_FIXTURE(BackedUp, "a key that did not serve the journal is refused, its own stays") {
        Restored with, wrong;
        REQUIRE(keep_key(with.path(), key));
        CHECK(!test::says(with.from({backup}), "key"));
        CHECK(open_key_and_journal(with.path(), {}).account == key.account);
        load_or_make_key(wrong.path());
        for (const fs::path& file : {backup, dump})
            CHECK(test::says(test::sentence_of([&] { wrong.from({file}); }),
                             "every client would warn of an impostor."));
        CHECK(wrong.left() == Words{"key", "lock"});
    }

    TEST_CASE_FIXTURE(BackedUp, "a damaged or older backup, and one beside exports, are refused") {
        Restored restored;
        const auto refused_after = [&](const std::string& change) {
            sqlite::Connection(backup, sqlite::Mode::write).execute(change);
            return test::sentence_of([&] { restored.from({backup}); });
        };
        CHECK(test::says(test::sentence_of([&] {
                             restored.from({original.exported(rita, "rita"), backup});
                         }),
                         backup.string() + " is a whole journal. Name it alone"));
        CHECK(test::says(refused_after("PRAGMA user_version = 3"), "an earlier version of Indaba"));
        const std::string damaged =
            refused_after("PRAGMA user_version = 4; UPDATE members SET owner = 1 - owner");
        CHECK(test::says(damaged, backup.string() + " cannot be restored: conversation "));
        CHECK(test::says(damaged, "are not what its entries say. Nothing was restored."));
        CHECK(restored.left().empty());
    }
}

TEST_SUITE("restoring into PostgreSQL") {
    TEST_CASE_FIXTURE(BackedUp, "a backup becomes a new journal of a database") {
        Restored directory;
        const std::string database = new_database();
        CHECK(test::says(restore(directory.path(), {{backup}}, {}, database),
                         "Restored: 31 entries"));
        CHECK(directory.left() == Words{"key", "lock"});
        check_successor(dump_of_database(database), test::content_of(dump));
        PostgresqlJournal journal(database);
        CHECK(pair_key(directory.path(), journal, {}).account == key.account);
        CHECK(journal.snapshot().parents == std::vector<JournalId>{original.snapshot().journal});
    }

    TEST_CASE_FIXTURE(BackedUp,
                      "a database that was set back is restored elsewhere, or in a file") {
        Restored directory, file;
        const std::string set_back = new_database(), database = new_database();
        import_journal(directory.path(), dump, set_back);
        const fs::path exported = place.path() / "exported";
        test::write_to(exported, dump_of_database(set_back));
        restore(directory.path(), {{exported}}, {}, database);
        check_successor(dump_of_database(database), test::content_of(exported));
        CHECK(test::says(file.from({exported}), "copy the file key"));
        check_successor(dump_of(file.journal_file()), test::content_of(exported));
        CHECK(file.problem() == "");
    }

    TEST_CASE_FIXTURE(BackedUp, "exports of clients become the journal of a database") {
        const fs::path export_of_rita = original.exported(rita, "rita");
        Restored directory, file;
        const std::string database = new_database();
        const std::string told = restore(directory.path(), {{export_of_rita}}, {}, database);
        CHECK(test::says(told, "The broker has a new key"));
        CHECK(directory.left() == Words{"key", "lock"});
        REQUIRE(keep_key(file.path(), *load_key(directory.path() / "key")));
        file.from({export_of_rita});
        const std::string there = dump_of_database(database), here = dump_of(file.journal_file());
        const bool is_same = content_of_dump(there) == content_of_dump(here);
        CHECK(is_same);
        CHECK(journal_of(there).parents == std::vector<JournalId>{original.snapshot().journal});
        CHECK(journal_of(there).key == load_key(directory.path() / "key")->account);
    }

    TEST_CASE("what a database refuses was not stored, and what it did not answer may have been") {
        const auto sentence_after = [](postgresql::Failure failure) {
            return test::sentence_of([&] {
                make_in_database(new_database(), "Nothing was restored.", [&](DumpWriter&) {
                    throw postgresql::Error(failure, "the reason");
                });
            });
        };
        const std::string refused = "The database does not take the journal: the reason. ";
        CHECK(sentence_after(postgresql::Failure::full) == refused + "Nothing was restored.");
        for (const auto failure : {postgresql::Failure::lost, postgresql::Failure::unconfirmed})
            CHECK(sentence_after(failure) == refused + "`verify` tells whether it is there.");
    }

    TEST_CASE_FIXTURE(BackedUp, "a database with a journal is left as it is") {
        Restored directory;
        const std::string database = new_database();
        import_journal(directory.path(), dump, database);
        for (const fs::path& file : {backup, dump, original.exported(rita, "rita")})
            CHECK(test::sentence_of([&] { restore(directory.path(), {{file}}, {}, database); }) ==
                  "This database has a journal already. Name an empty database.");
        const bool is_same = dump_of_database(database) == test::content_of(dump);
        CHECK(is_same);
        CHECK(directory.left() == Words{"lock"});
    }
}

#include "broker/data/journal_import.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include "broker/data/counted.hpp"
#include "broker/data/dump_source.hpp"
#include "broker/data/new_journal.hpp"
#include "broker/journal/postgresql/postgresql_dump_reader.hpp"
#include "broker/journal/postgresql/postgresql_dump_writer.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"
#include "broker/journal/sqlite/sqlite_dump_writer.hpp"
#include "common/keys/fingerprint.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// Throws when the directory's key is not the one that served the journal: each client would warn
/// of an impostor.
void require_key_of(const DumpJournal& journal, const std::optional<Key>& key,
                    const fs::path& data) {
    if (!key || !journal.key || key->account == *journal.key) return;
    throw std::runtime_error(fmt::format(
        "{} is the key {}, but the journal was served with {}, and every client would warn of an "
        "impostor. Put the right key there, or choose another directory with --data. Nothing was "
        "imported.",
        (data / "key").string(), fingerprint(key->account), fingerprint(*journal.key)));
}

std::string key_sentence(const DumpJournal& journal, const std::optional<Key>& key,
                         const fs::path& data) {
    if (key || !journal.key) return {};
    return fmt::format(
        "The broker's key is not in an export: copy the file key of the old data directory to {} "
        "before you start the broker. It is the key {}.\n",
        (data / "key").string(), fingerprint(*journal.key));
}

MovedJournal fill(const NewJournal& made, DumpSource& source) {
    MovedJournal moved;
    try {
        made.write([&](const fs::path& file) {
            SqliteDumpWriter journal(file);
            moved = source.move_into(journal);
        });
    } catch (const sqlite::Error&) {
        source.fail("it contradicts itself: two entries of one author have the same id");
    }
    if (const std::string problem = made.problem(); !problem.empty())
        source.fail(fmt::format("the journal made of it is not sound ({})", problem));
    return moved;
}

MovedJournal fill(const std::string& database, DumpSource& source) {
    try {
        PostgresqlDumpWriter journal(connect_once(database));
        source.move_into(journal);
    } catch (const postgresql::Error& error) {
        source.fail(fmt::format("the database does not take it ({})", error.what()));
    }
    PostgresqlDumpReader written(connect_once(database));
    return check_journal(written);
}

}  // namespace

std::string import_journal(const fs::path& data, const fs::path& from,
                           const std::string& database) {
    DumpSource source(from);
    std::optional<NewJournal> made;
    if (database.empty()) made.emplace(data, "Nothing was imported.");
    const std::optional<Key> key = key_of_directory(data);
    require_key_of(source.journal(), key, data);
    const MovedJournal moved = made ? fill(*made, source) : fill(database, source);
    if (made) made->publish();
    return fmt::format(
        "Imported: {} of {}, {}.\n{}It is the same journal to clients. Never start a broker on "
        "the old one again: what would be said there and here would contradict each other.\n",
        counted(moved.entries, "entry", "entries"),
        counted(moved.conversations, "conversation", "conversations"),
        counted(moved.accounts, "account", "accounts"), key_sentence(source.journal(), key, data));
}

}  // namespace indaba::broker

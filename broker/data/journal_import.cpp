#include "broker/data/journal_import.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include "broker/data/counted.hpp"
#include "broker/data/database_target.hpp"
#include "broker/data/new_journal.hpp"
#include "broker/journal/sqlite/sqlite_dump_writer.hpp"
#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "common/keys/fingerprint.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// A journal that has arrived, and the key that the directory had before.
struct Arrived {
    MovedJournal counts;
    std::optional<Key> key;
};

/// Returns the directory's key. Throws when it is not the one that served the journal: each client
/// would warn of an impostor.
std::optional<Key> right_key(const fs::path& data, const DumpSource& source) {
    const std::optional<Account>& served_with = source.journal().key;
    const std::optional<Key> key = key_of_directory(data);
    if (!key || !served_with || key->account == *served_with) return key;
    throw std::runtime_error(fmt::format(
        "{} is the key {}, but the journal was served with {}, and every client would warn of an "
        "impostor. Put the right key there, or choose another directory with --data. {}",
        (data / "key").string(), fingerprint(key->account), fingerprint(*served_with),
        source.nothing()));
}

MovedJournal fill(const NewJournal& made, DumpSource& source,
                  const std::optional<SecretKey>& secret) {
    MovedJournal moved;
    try {
        made.write([&](const fs::path& file) {
            SqliteDumpWriter journal(file, secret);
            moved = source.move_into(journal);
        });
    } catch (const sqlite::Error&) {
        source.fail("it contradicts itself: two entries of one author have the same id");
    }
    if (const std::string problem = made.problem(); !problem.empty())
        source.fail(fmt::format("the journal made of it is not sound ({})", problem));
    return moved;
}

Arrived move_to_directory(const fs::path& data, DumpSource& source) {
    const NewJournal made(data, source.nothing());
    const std::optional<Key> key = right_key(data, source);
    const MovedJournal moved = fill(made, source, key ? std::nullopt : source.secret());
    made.publish();
    return {moved, key};
}

/// A database keeps no secret key: that of a backup goes into the directory, before the journal is
/// there, so that no journal is without its key.
Arrived move_to_database(const fs::path& data, const std::string& database, DumpSource& source) {
    std::optional<DataDirectoryLock> lock;
    if (source.secret()) lock.emplace(lock_data_directory(data));
    const std::optional<Key> key = right_key(data, source);
    const auto write = [&](DumpWriter& journal) {
        if (!key && source.secret()) keep_key(data, key_of(*source.secret()));
        source.move_into(journal);
    };
    return {make_in_database(database, source.nothing(), write), key};
}

std::string key_sentence(const fs::path& data, const DumpSource& source, const Arrived& arrived) {
    if (arrived.key || !source.journal().key) return {};
    const std::string digits = fingerprint(*source.journal().key);
    if (source.secret())
        return fmt::format("The broker's key is in the backup, {}: join links stay valid.\n",
                           digits);
    return fmt::format(
        "The broker's key is not in {}: copy the file key of the old data directory to {} before "
        "you start the broker. It is the key {}.\n",
        source.as() == MovedAs::same ? "an export" : "it", (data / "key").string(), digits);
}

}  // namespace

std::string import_journal(const fs::path& data, const fs::path& from, const std::string& database,
                           MovedAs as) {
    DumpSource source(from, as);
    const Arrived arrived = database.empty() ? move_to_directory(data, source)
                                             : move_to_database(data, database, source);
    const bool is_same = as == MovedAs::same;
    return fmt::format(
        "{}: {} of {}, {}.\n{}{}", is_same ? "Imported" : "Restored",
        counted(arrived.counts.entries, "entry", "entries"),
        counted(arrived.counts.conversations, "conversation", "conversations"),
        counted(arrived.counts.accounts, "account", "accounts"),
        key_sentence(data, source, arrived),
        is_same ? "It is the same journal to clients. Never start a broker on the old one again: "
                  "what would be said there and here would contradict each other.\n"
                : "It is a new journal that continues the old one: clients go on with it, and what "
                  "was said later is gone. Never start a broker on the old one again.\n");
}

}  // namespace indaba::broker

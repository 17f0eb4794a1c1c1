#pragma once
/// The broker's key as its journal knows it. The key itself is in a file of its own; the journal
/// records the public half with which it was served, and a backup carries the secret half too. Used
/// while no broker writes to the journal.
#include <filesystem>
#include <optional>

#include "common/keys/key.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

/// Returns true when there is a journal that is more than an empty file.
bool has_journal(const std::filesystem::path& file);

struct KeyRecord {
    std::optional<Account> served_with;
    std::optional<SecretKey> secret;  // of a backup
    bool is_unused = false;           // nobody has joined or been let in: no key can be lost
};
/// Makes the journal if it is missing. Throws std::runtime_error as open_journal() does.
KeyRecord read_key_record(const std::filesystem::path& file);
/// Returns the secret half that is in a backup. Changes nothing. Throws std::runtime_error as
/// open_journal_to_read() does.
std::optional<SecretKey> secret_in_backup(const std::filesystem::path& file);
/// Records the public half of the key, and removes a secret half from the file so that no reader of
/// the disk finds it. Throws std::runtime_error.
void record_key(const std::filesystem::path& file, const Account& key);

/// Returns the public half of the key that serves the journal: of the recorded one, or of the one
/// that is in it. Throws sqlite::Error.
std::optional<Account> key_of_journal(const sqlite::Connection& journal);
/// Records the public half. Throws sqlite::Error.
void add_key(const sqlite::Connection& journal, const Account& key);
/// Adds the secret half to a backup. Throws sqlite::Error.
void add_secret_key(sqlite::Connection& backup, const SecretKey& secret);

}  // namespace indaba::broker

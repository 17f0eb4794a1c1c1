#include "broker/journal/sqlite/sqlite_key_record.hpp"

#include <string_view>
#include <system_error>

#include "broker/journal/sqlite/sqlite_reader.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"

namespace indaba::broker {
namespace {

constexpr std::string_view public_half = "broker";
constexpr std::string_view secret_half = "secret";

template <class Value>
std::optional<Value> read(const sqlite::Connection& database, std::string_view name) {
    sqlite::Statement statement(database, "SELECT value FROM meta WHERE name = ?");
    sqlite::Rows rows = statement.query(name);
    return rows.next() ? std::optional(rows.bytes<Value>(0)) : std::nullopt;
}

void write(const sqlite::Connection& database, std::string_view name, std::string_view value) {
    sqlite::Statement(database, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)")
        .run(name, sqlite::Blob{value});
}

}  // namespace

bool has_journal(const std::filesystem::path& file) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    return error ? std::filesystem::exists(file) : size > 0;
}

KeyRecord read_key_record(const std::filesystem::path& file) {
    const sqlite::Connection database = open_journal(file);
    KeyRecord record;
    record.served_with = read<Account>(database, public_half);
    if (const auto secret = read<Bytes<SecretKeyTag, 32>>(database, secret_half))
        record.secret = SecretKey{*secret};
    record.is_unused =
        !record.served_with &&
        database.number(
            "SELECT EXISTS (SELECT 1 FROM accounts UNION ALL SELECT 1 FROM standings "
            "UNION ALL SELECT 1 FROM invites)") == 0;
    return record;
}

std::optional<SecretKey> secret_in_backup(const std::filesystem::path& file) {
    SqliteReader reader(file);
    const auto secret = read<Bytes<SecretKeyTag, 32>>(reader.database(), secret_half);
    return secret ? std::optional(SecretKey{*secret}) : std::nullopt;
}

void record_key(const std::filesystem::path& file, const Account& key) {
    sqlite::Connection database = open_journal(file);
    write(database, public_half, key.view());
    if (!read<Bytes<SecretKeyTag, 32>>(database, secret_half)) return;
    database.execute("PRAGMA secure_delete = ON");
    sqlite::Statement(database, "DELETE FROM meta WHERE name = ?").run(secret_half);
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::optional<Account> key_of_journal(const sqlite::Connection& journal) {
    if (const auto served_with = read<Account>(journal, public_half)) return served_with;
    const auto secret = read<Bytes<SecretKeyTag, 32>>(journal, secret_half);
    return secret ? std::optional(key_of(SecretKey{*secret}).account) : std::nullopt;
}

void add_key(const sqlite::Connection& journal, const Account& key) {
    write(journal, public_half, key.view());
}

void add_secret_key(sqlite::Connection& backup, const SecretKey& secret) {
    write(backup, secret_half, secret.view());
}

}  // namespace indaba::broker

#include "common/sqlite/sqlite.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>

#include <cassert>
#include <utility>

namespace indaba::client {
namespace {

constexpr int wait_for_others_ms = 5000;

int primary(int code) { return code & 0xff; }

[[noreturn]] void fail(sqlite3* database, int code) {
    const char* file = database ? sqlite3_db_filename(database, "main") : nullptr;
    throw DatabaseError(fmt::format("{} cannot be used: {}.", file ? file : "The store",
                                    database ? sqlite3_errmsg(database) : sqlite3_errstr(code)),
                        code);
}

/// Type and length go in before each value, so that no two rows feed the same bytes.
void absorb(crypto_generichash_state& state, sqlite3_value* value) {
    const bool null = sqlite3_value_type(value) == SQLITE_NULL;
    const auto* bytes = static_cast<const unsigned char*>(sqlite3_value_blob(value));
    const auto length = static_cast<std::uint32_t>(sqlite3_value_bytes(value));
    const unsigned char head[] = {
        static_cast<unsigned char>(null ? 0 : 1), static_cast<unsigned char>(length >> 24),
        static_cast<unsigned char>(length >> 16), static_cast<unsigned char>(length >> 8),
        static_cast<unsigned char>(length)};
    crypto_generichash_update(&state, head, sizeof head);
    if (length > 0) crypto_generichash_update(&state, bytes, length);
}

/// SQLite itself does not notice a byte that changed inside a value.
void checksum(sqlite3_context* context, int count, sqlite3_value** values) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES_MIN);
    for (int i = 0; i < count; ++i) absorb(state, values[i]);
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_final(&state, hash, sizeof hash);
    std::uint64_t sum = 0;
    for (int i = 0; i < 8; ++i) sum = sum << 8 | hash[i];
    sqlite3_result_int64(context, static_cast<std::int64_t>(sum));
}

}  // namespace

// ---- errors ----------------------------------------------------------------------------------

DatabaseError::DatabaseError(const std::string& sentence, int code)
    : std::runtime_error(sentence), code_(primary(code)) {}

bool DatabaseError::damaged() const {
    // SQLITE_ERROR: a schema that cannot be read, or lacks what is asked for.
    return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB || code_ == SQLITE_ERROR ||
           code_ == SQLITE_MISMATCH;
}

bool DatabaseError::is_constraint_violation() const {
    return code_ == SQLITE_CONSTRAINT || code_ == SQLITE_MISMATCH;
}

// ---- statement -------------------------------------------------------------------------------

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
    check(sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement_,
                             nullptr));
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(database_, code);
    return false;
}

void Statement::reset() {
    sqlite3_reset(statement_);  // its code repeats what step() has told
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int length = sqlite3_column_bytes(statement_, column);
    if (!bytes) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(length)};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::put_column(int index, const Statement& from, int column) {
    check(sqlite3_bind_value(statement_, index, sqlite3_column_value(from.statement_, column)));
}

void Statement::put(int index, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, index, value));
}

void Statement::put(int index, const std::string& text) {
    check(sqlite3_bind_text64(statement_, index, text.data(), text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void Statement::put_blob(int index, std::string_view blob) {
    check(sqlite3_bind_blob64(statement_, index, blob.data(), blob.size(), SQLITE_TRANSIENT));
}

void Statement::put_null(int index) { check(sqlite3_bind_null(statement_, index)); }

void Statement::check(int code) const {
    if (code != SQLITE_OK) fail(database_, code);
}

void Statement::wrong_length() const {
    throw DatabaseError(fmt::format("{} is damaged: a value has the wrong length.",
                                    sqlite3_db_filename(database_, "main")),
                        SQLITE_CORRUPT);
}

// ---- database --------------------------------------------------------------------------------

Database::Database(const std::filesystem::path& file) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE;
    const auto utf8 = file.u8string();  // on every platform
    const int code =
        sqlite3_open_v2(reinterpret_cast<const char*>(utf8.c_str()), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        const DatabaseError error(
            fmt::format("{} cannot be opened: {}.", file.string(), sqlite3_errstr(code)), code);
        sqlite3_close(handle_);
        throw error;
    }
    if (read_only()) {
        sqlite3_close(handle_);
        throw DatabaseError(fmt::format("{} cannot be written.", file.string()), SQLITE_READONLY);
    }
    sqlite3_busy_timeout(handle_, wait_for_others_ms);
    sqlite3_create_function(handle_, "checksum", -1,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                            checksum, nullptr, nullptr);
}

Database::~Database() {
    [[maybe_unused]] const int code = sqlite3_close(handle_);
    assert(code == SQLITE_OK);  // every statement was ended before
}

Database::Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

void Database::run(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle_, code);
}

std::int64_t Database::number(std::string_view sql) const {
    Statement statement = prepare(sql);
    return statement.step() ? statement.number(0) : 0;
}

std::string Database::text(std::string_view sql) const {
    Statement statement = prepare(sql);
    return statement.step() ? statement.text(0) : std::string();
}

bool Database::read_only() const { return sqlite3_db_readonly(handle_, "main") == 1; }

void Database::keep_wal_on_close(bool alone) {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, alone ? 1 : 0, nullptr);
}

bool Database::changed() const { return sqlite3_changes(handle_) > 0; }

// ---- transaction -----------------------------------------------------------------------------

Transaction::Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (sqlite3_get_autocommit(database_.handle_) == 0)
        sqlite3_exec(database_.handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() { database_.run("COMMIT"); }

}  // namespace indaba::client

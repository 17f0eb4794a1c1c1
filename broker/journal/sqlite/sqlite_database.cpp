#include "broker/journal/sqlite/sqlite_database.hpp"

#include <sqlite3.h>

namespace indaba::broker {
namespace {

[[noreturn]] void fail(sqlite3* handle, int code) {
    throw SqliteError(code & 0xff, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

int flags(Database::Mode mode) {
    switch (mode) {
        case Database::Mode::create:
            return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        case Database::Mode::write:
            return SQLITE_OPEN_READWRITE;
        case Database::Mode::read:
            break;
    }
    return SQLITE_OPEN_READONLY;
}

}  // namespace

Database::Database(const std::filesystem::path& file, Mode mode) {
    const int code = sqlite3_open_v2(file.string().c_str(), &handle_,
                                     flags(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code == SQLITE_OK) return;
    const SqliteError error(code & 0xff, handle_ ? sqlite3_errmsg(handle_) : "out of memory");
    sqlite3_close(handle_);
    throw error;
}

Database::~Database() { sqlite3_close(handle_); }

void Database::execute(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle_, code);
}

std::int64_t Database::number(const char* sql) {
    Statement statement(*this, sql);
    Query row = statement.query();
    return row.next() ? row.integer(0) : 0;
}

bool Database::read_only() const { return sqlite3_db_readonly(handle_, "main") == 1; }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Database::roll_back() noexcept {
    if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Query::~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Query::next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(sqlite3_db_handle(statement_), code);
    return false;
}

bool Query::null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::string(int column) const { return std::string(raw(column)); }

std::string_view Query::raw(int column) const {
    // The pointer first: SQLite counts the bytes of what it has made.
    const void* data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    if (!data) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

void Query::throw_wrong_length() {
    throw SqliteError(SQLITE_CORRUPT, "a stored key or hash has the wrong length");
}

Statement::Statement(Database& database, const char* sql) {
    const int code = sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                        &statement_, nullptr);
    if (code != SQLITE_OK) fail(database.handle(), code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind(int position, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, position, value));
}

void Statement::bind(int position, std::string_view text) {
    check(sqlite3_bind_text64(statement_, position, text.data() ? text.data() : "", text.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int position, Blob blob) {
    // A null pointer would bind NULL: an empty blob is no NULL.
    check(sqlite3_bind_blob64(statement_, position, blob.bytes.data() ? blob.bytes.data() : "",
                              blob.bytes.size(), SQLITE_TRANSIENT));
}

void Statement::bind(int position, std::nullopt_t) {
    check(sqlite3_bind_null(statement_, position));
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_), code);
}

}  // namespace indaba::broker

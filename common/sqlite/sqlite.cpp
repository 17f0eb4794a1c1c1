#include "common/sqlite/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cassert>
#include <utility>
#include <vector>

#include "common/base/path_text.hpp"
#include "common/sqlite/disk_full.hpp"

namespace indaba::sqlite {
namespace {

/// Tells apart the errors of the disk. SQLite knows only ENOSPC as a full disk. After a failed sync
/// nothing is certain, whatever its reason is.
Failure failure_of_io(int code, bool disk_full) {
    switch (code) {
        case SQLITE_IOERR_READ:
        case SQLITE_IOERR_SHORT_READ:
            return Failure::read_failed;
        case SQLITE_IOERR_WRITE:
        case SQLITE_IOERR_TRUNCATE:
        case SQLITE_IOERR_SHMOPEN:
        case SQLITE_IOERR_SHMSIZE:
        case SQLITE_IOERR_SHMMAP:
            break;
        default:
            return Failure::other;
    }
    return disk_full ? Failure::full : Failure::other;
}

/// `code` may be an extended one.
Failure failure_of(int code, bool disk_full) {
    switch (code & 0xff) {  // the primary code
        case SQLITE_FULL:
            return Failure::full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Failure::busy;
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return Failure::read_only;
        case SQLITE_CANTOPEN:
            return Failure::cannot_open;
        case SQLITE_NOTADB:
            return Failure::not_a_database;
        case SQLITE_CORRUPT:
            return Failure::corrupt;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
            return Failure::rejected_value;
        case SQLITE_ERROR:
            return Failure::bad_statement;
        case SQLITE_IOERR:
            return failure_of_io(code, disk_full);
        default:
            return Failure::other;
    }
}

std::string file_of(sqlite3* handle) {
    const char* file = sqlite3_db_filename(handle, "main");
    return file ? file : "";
}

/// Callers forget the system's last error before what failed: SQLite does not keep it for a COMMIT.
[[noreturn]] void fail(sqlite3* handle, int code) {
    const bool disk_full = disk_was_full();
    const int extended = sqlite3_extended_errcode(handle);
    const bool is_the_same = (extended & 0xff) == (code & 0xff);
    throw Error(failure_of(is_the_same ? extended : code, disk_full), file_of(handle),
                sqlite3_errmsg(handle));
}

int flags_of(Mode mode) {
    switch (mode) {
        case Mode::create:
            return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        case Mode::write:
            return SQLITE_OPEN_READWRITE;
        case Mode::read_unlocked:
            return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
        case Mode::read:
            break;
    }
    return SQLITE_OPEN_READONLY;
}

/// Returns the name with which SQLite opens a file. In an address some characters have a meaning.
std::string name_of(const std::filesystem::path& file, Mode mode) {
    const auto utf8 = std::filesystem::absolute(file).generic_u8string();
    const std::string name(utf8.begin(), utf8.end());
    if (mode != Mode::read_unlocked) return name;
    std::string address = name.starts_with('/') ? "file:" : "file:/";  // before a drive's letter
    for (const char letter : name) {
        const bool is_special = letter == '%' || letter == '?' || letter == '#';
        address += is_special ? fmt::format("%{:02x}", static_cast<unsigned char>(letter))
                              : std::string(1, letter);
    }
    return address + "?immutable=1";
}

void call_function(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    std::vector<Connection::Argument> arguments;
    for (int i = 0; i < count; ++i) {
        // In this order: the type is the one before any conversion, and SQLite counts the bytes of
        // what it has converted.
        const bool is_null = sqlite3_value_type(values[i]) == SQLITE_NULL;
        const auto* data = static_cast<const char*>(sqlite3_value_blob(values[i]));
        const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[i]));
        arguments.push_back(is_null ? std::nullopt : std::optional(std::string_view(data, size)));
    }
    const auto function = reinterpret_cast<Connection::Function>(sqlite3_user_data(context));
    sqlite3_result_int64(context, function(arguments));
}

std::string sentence(Failure failure, const std::string& file, const std::string& reason) {
    if (failure != Failure::full) return fmt::format("{} cannot be used: {}.", file, reason);
    return fmt::format("{} cannot be written: its disk is full. Make room there.", file);
}

}  // namespace

// ---- errors ----------------------------------------------------------------------------------

Error::Error(Failure failure, const std::string& file, std::string reason)
    : std::runtime_error(sentence(failure, file, reason)),
      failure_(failure),
      reason_(std::move(reason)) {}

bool Error::is_damage() const {
    // A schema that cannot be read looks like a missing table.
    return failure_ == Failure::corrupt || failure_ == Failure::not_a_database ||
           failure_ == Failure::bad_statement;
}

// ---- connection ------------------------------------------------------------------------------

Connection::Connection(const std::filesystem::path& file, Mode mode,
                       std::chrono::milliseconds busy_timeout) {
    const int code = sqlite3_open_v2(name_of(file, mode).c_str(), &handle_,
                                     flags_of(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
        sqlite3_close(std::exchange(handle_, nullptr));
        throw Error(failure_of(code, false), to_utf8(file), sqlite3_errstr(code));
    }
    sqlite3_busy_timeout(handle_, static_cast<int>(busy_timeout.count()));
}

Connection::~Connection() {
    [[maybe_unused]] const int code = sqlite3_close(handle_);
    assert(code == SQLITE_OK);  // every statement was destroyed before
}

Connection::Connection(Connection&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)) {}

void Connection::execute(const std::string& sql) {
    forget_system_error();
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle_, code);
}

std::int64_t Connection::number(std::string_view sql) const {
    Statement statement(*this, sql);
    Rows rows = statement.query();
    return rows.next() ? rows.integer(0) : 0;
}

std::string Connection::text(std::string_view sql) const {
    Statement statement(*this, sql);
    Rows rows = statement.query();
    return rows.next() ? rows.text(0) : std::string();
}

bool Connection::is_read_only() const { return sqlite3_db_readonly(handle_, "main") == 1; }

void Connection::copy_to(Connection& target) {
    forget_system_error();
    sqlite3_backup* backup = sqlite3_backup_init(target.handle_, "main", handle_, "main");
    if (!backup) fail(target.handle_, sqlite3_errcode(target.handle_));
    sqlite3_backup_step(backup, -1);
    const int code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) fail(target.handle_, code);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

std::int64_t Connection::changes() const { return sqlite3_changes(handle_); }

void Connection::set_busy_timeout(std::chrono::milliseconds timeout) {
    sqlite3_busy_timeout(handle_, static_cast<int>(timeout.count()));
}

void Connection::roll_back() noexcept {
    if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Connection::keep_wal_on_close(bool keep) {
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

Error Connection::damaged(std::string reason) const {
    return Error(Failure::corrupt, file_of(handle_), std::move(reason));
}

void Connection::add_function(const char* name, Function function) {
    sqlite3_create_function(handle_, name, -1,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                            reinterpret_cast<void*>(function), call_function, nullptr, nullptr);
}

// ---- rows ------------------------------------------------------------------------------------

Rows::~Rows() {
    sqlite3_reset(statement_);  // returns the error of next() once more
    sqlite3_clear_bindings(statement_);
}

bool Rows::next() {
    forget_system_error();
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(sqlite3_db_handle(statement_), code);
    return false;
}

bool Rows::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Rows::view(int column) const {
    // The pointer comes first: SQLite counts the bytes of what it has converted.
    const void* data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    if (!data) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

void Rows::throw_wrong_length() const {
    throw Error(Failure::corrupt, file_of(sqlite3_db_handle(statement_)),
                "a stored key, id or hash has the wrong length");
}

// ---- statement -------------------------------------------------------------------------------

Statement::Statement(const Connection& connection, std::string_view sql) {
    const int code =
        sqlite3_prepare_v3(connection.handle_, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code != SQLITE_OK) fail(connection.handle_, code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::run_with(const Rows& row) {
    Rows rows(statement_);  // resets the statement, also when a value cannot be bound
    for (int column = 0; column < sqlite3_column_count(row.statement_); ++column)
        check(sqlite3_bind_value(statement_, column + 1,
                                 sqlite3_column_value(row.statement_, column)));
    finish(rows);
}

void Statement::finish(Rows& rows) {
    while (rows.next()) {
    }
}

void Statement::bind(int position, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, position, value));
}

void Statement::bind(int position, std::string_view text) {
    // A null pointer would bind NULL, and an empty text is not NULL.
    check(sqlite3_bind_text64(statement_, position, text.data() ? text.data() : "", text.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int position, Blob blob) {
    check(sqlite3_bind_blob64(statement_, position, blob.bytes.data() ? blob.bytes.data() : "",
                              blob.bytes.size(), SQLITE_TRANSIENT));
}

void Statement::bind(int position, std::nullopt_t) {
    check(sqlite3_bind_null(statement_, position));
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_), code);
}

// ---- transaction -----------------------------------------------------------------------------

Transaction::Transaction(Connection& connection) : connection_(connection) {
    connection_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() { connection_.roll_back(); }

void Transaction::commit() { connection_.execute("COMMIT"); }

}  // namespace indaba::sqlite

#pragma once
/// One connection to a database and the prepared statements on it: what the journal's files need
/// of SQLite's C interface. Values are only ever bound, so no SQL text holds a peer's byte.
/// Each object belongs to one thread at a time. Errors are thrown as SqliteError and end in the
/// journal: none crosses its interface but from its constructor.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "common/wire/bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace indaba::broker {

class SqliteError : public std::runtime_error {
 public:
    SqliteError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
    /// SQLite's primary code, e.g. SQLITE_FULL.
    int code() const { return code_; }

 private:
    int code_;
};

class Database {
 public:
    enum class Mode { create, write, read };

    Database(const std::filesystem::path& file, Mode mode);
    ~Database();
    Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    sqlite3* handle() const { return handle_; }
    /// Our own SQL, without values; rows are dropped.
    void execute(const char* sql);
    /// The one number that our own SQL gives.
    std::int64_t number(const char* sql);
    bool read_only() const;
    bool in_transaction() const;
    /// Never throws: after an error SQLite may have rolled back by itself.
    void roll_back() noexcept;

 private:
    sqlite3* handle_ = nullptr;
};

/// Bytes that are no text.
struct Blob {
    std::string_view bytes;
};

/// The rows of a statement; while it lives the statement is in use.
class Query {
 public:
    explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Goes to the next row; false when there is none.
    bool next();
    bool null(int column) const;
    std::int64_t integer(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    /// Text or blob.
    std::string string(int column) const;
    template <class Value>
    Value bytes(int column) const {
        const std::optional<Value> value = Value::from(raw(column));
        if (!value) throw_wrong_length();
        return *value;
    }

 private:
    std::string_view raw(int column) const;  // valid until next()
    [[noreturn]] static void throw_wrong_length();

    sqlite3_stmt* statement_;
};

class Statement {
 public:
    /// `sql` is ours; its ? are bound by run() and query(), in order.
    Statement(Database& database, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    template <class... Values>
    void run(const Values&... values) {
        Query rows = query(values...);
        while (rows.next()) {
        }
    }
    template <class... Values>
    Query query(const Values&... values) {
        int position = 0;
        (bind(++position, values), ...);
        return Query(statement_);
    }

 private:
    void bind(int position, std::int64_t value);
    void bind(int position, std::uint64_t value) {
        bind(position, static_cast<std::int64_t>(value));
    }
    void bind(int position, std::string_view text);
    void bind(int position, Blob blob);
    void bind(int position, std::nullopt_t);
    template <class Meaning, std::size_t N>
    void bind(int position, const Bytes<Meaning, N>& value) {
        bind(position, Blob{value.view()});
    }
    template <class Value>
    void bind(int position, const std::optional<Value>& value) {
        if (value)
            bind(position, *value);
        else
            bind(position, std::nullopt);
    }
    void check(int code) const;

    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace indaba::broker

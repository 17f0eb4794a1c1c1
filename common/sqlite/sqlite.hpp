#pragma once
/// One connection to an SQLite file, prepared statements on it, and transactions: what the broker's
/// journal and a client's store need of SQLite. The wrapper knows no table. Values are always
/// bound, so SQL text never holds bytes of a peer. A connection and its statements belong to one
/// thread at a time. Every failure is thrown as an Error.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/wire/bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace indaba::sqlite {

/// SQLite's result codes, as far as callers treat them differently.
enum class Failure {
    full,            // the disk, a quota, or the limit of a file's size
    busy,            // another process holds the lock
    read_only,       // permissions or the file system forbid writing
    cannot_open,     // missing, a directory, or forbidden
    not_a_database,  // the file belongs to something else
    corrupt,         // the file is damaged
    rejected_value,  // a constraint, the type or the size limit rejects this one value
    read_failed,     // the disk did not return what is stored
    bad_statement,   // a table, column or function does not exist
    other
};

/// The sentence is "FILE cannot be used: REASON."; `reason` alone names no file.
class Error : public std::runtime_error {
 public:
    Error(Failure failure, const std::string& file, std::string reason);
    Failure failure() const { return failure_; }
    const std::string& reason() const { return reason_; }
    /// Returns true when the file is not what SQLite or our schema expects. Otherwise the disk, a
    /// lock or a permission is in the way, and another try may succeed.
    bool is_damage() const;

 private:
    Failure failure_;
    std::string reason_;
};

/// Bytes that are not text.
struct Blob {
    std::string_view bytes;
};

enum class Mode {
    create,
    write,
    read,
    read_unlocked  // a file that nobody writes: no lock is taken and no file made beside it
};

class Connection {
 public:
    /// Waits up to `busy_timeout` for the transactions of other processes, now and later.
    Connection(const std::filesystem::path& file, Mode mode,
               std::chrono::milliseconds busy_timeout = {});
    ~Connection();
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;

    /// Runs one or several statements without values; their rows are dropped.
    void execute(const std::string& sql);
    /// Returns the first column of the first row, or 0 without a row.
    std::int64_t number(std::string_view sql) const;
    /// Returns the first column of the first row, or "" without a row.
    std::string text(std::string_view sql) const;

    /// Returns true when the file was opened for reading because it cannot be written.
    bool is_read_only() const;
    /// Copies everything, as of one moment, into an empty connection.
    void copy_to(Connection& target);
    bool in_transaction() const;
    /// Returns the number of rows that the last INSERT, UPDATE or DELETE changed.
    std::int64_t changes() const;
    /// Changes how long statements wait for the transactions of other processes.
    void set_busy_timeout(std::chrono::milliseconds timeout);
    /// Does nothing outside a transaction: SQLite rolls back by itself after some errors.
    void roll_back() noexcept;
    /// Closing then neither copies the write-ahead log into the file nor removes it.
    void keep_wal_on_close(bool keep);
    /// Returns "FILE cannot be used: REASON." as an Error for a value that SQLite accepts and our
    /// schema does not.
    Error damaged(std::string reason) const;

    /// The bytes of an argument, a number as decimal digits; nullopt for NULL.
    using Argument = std::optional<std::string_view>;
    using Function = std::int64_t (*)(std::span<const Argument>);
    /// Adds an SQL function with any number of arguments. It must be pure and must not throw.
    void add_function(const char* name, Function function);

    /// A word of a text that is indexed or asked for. `first_of_place` is false for a further form
    /// of the word before it.
    struct Word {
        std::string_view form;
        std::size_t begin = 0, end = 0;  // bytes of the text
        bool first_of_place = true;
    };
    /// Returns the words of a text in order; those of a query have one form each. They are valid
    /// until the next call.
    using Tokenizer = std::span<const Word> (*)(std::string_view text, bool query);
    /// Adds a tokenizer for FTS5 tables, which name it. It must be pure and must not throw.
    void add_tokenizer(const char* name, Tokenizer tokenizer);

 private:
    friend class Statement;
    sqlite3* handle_ = nullptr;
};

/// The rows of one run of a statement. The statement is in use until this object is destroyed.
class Rows {
 public:
    explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Goes to the next row; returns false after the last.
    bool next();
    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    bool boolean(int column) const { return integer(column) != 0; }
    /// Returns a text or a blob.
    std::string text(int column) const { return std::string(view(column)); }
    /// Returns a key, an id or a hash. Throws when the column holds another number of bytes.
    template <class Value>
    Value bytes(int column) const {
        const std::optional<Value> value = Value::from(view(column));
        if (!value) throw_wrong_length();
        return *value;
    }
    /// The same, or nullopt for NULL.
    template <class Value>
    std::optional<Value> optional_bytes(int column) const {
        return is_null(column) ? std::nullopt : std::optional(bytes<Value>(column));
    }

 private:
    friend class Statement;
    std::string_view view(int column) const;  // valid until next()
    [[noreturn]] void throw_wrong_length() const;

    sqlite3_stmt* statement_;
};

/// A statement that is prepared once and run many times. Its connection must outlive it.
class Statement {
 public:
    Statement(const Connection& connection, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Runs it with `values` as its parameters, in order.
    template <class... Values>
    void run(const Values&... values) {
        Rows rows = query(values...);
        finish(rows);
    }
    /// Runs it with the columns of `row` as its parameters, each with the type that it has there.
    void run_with(const Rows& row);
    template <class... Values>
    [[nodiscard]] Rows query(const Values&... values) {
        int position = 0;
        (bind(++position, values), ...);
        return Rows(statement_);
    }

 private:
    static void finish(Rows& rows);
    void bind(int position, std::int64_t value);
    void bind(int position, std::uint64_t value) {
        bind(position, static_cast<std::int64_t>(value));
    }
    void bind(int position, std::string_view text);
    void bind(int position, Blob blob);
    void bind(int position, std::nullopt_t);
    template <class Tag, std::size_t N>
    void bind(int position, const Bytes<Tag, N>& value) {
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

/// A write transaction: commit() stores all of it; without commit() the destructor undoes all of
/// it.
class Transaction {
 public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

 private:
    Connection& connection_;
};

}  // namespace indaba::sqlite

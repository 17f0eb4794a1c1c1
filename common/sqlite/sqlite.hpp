#pragma once
/// A thin hold on SQLite for what a client keeps: what is opened is closed, what fails is an
/// exception with a sentence. Used by store.cpp and store_file.cpp only; it knows no table.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/wire/bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace indaba::client {

/// `damaged`: the file is not what SQLite or our schema expects. Else the disk, a lock or leave is
/// in the way, and trying again may help.
class DatabaseError : public std::runtime_error {
 public:
    DatabaseError(const std::string& sentence, int code);
    bool damaged() const;
    bool is_constraint_violation() const;  // a constraint of the table

 private:
    int code_;
};

/// One statement, ended with this object, so that no read stays open.
class Statement {
 public:
    Statement(sqlite3* database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// All parameters, in order; ready to be stepped from the start.
    template <class... Values>
    Statement& bind(const Values&... values) {
        reset();
        int index = 0;
        (put(++index, values), ...);
        return *this;
    }
    /// True: a row is there. False: done.
    bool step();
    template <class... Values>
    void run(const Values&... values) {
        bind(values...);
        while (step()) {
        }
    }

    std::int64_t number(int column) const;
    std::string text(int column) const;  // of a blob, too
    bool is_null(int column) const;
    /// Throws when the column holds another number of bytes.
    template <class Value>
    Value bytes(int column) const {
        const auto value = Value::from(text(column));
        if (!value) wrong_length();
        return *value;
    }

    /// Takes the value of a column of another statement, whatever its type, as parameter `index`.
    void put_column(int index, const Statement& from, int column);
    void reset();

 private:
    void put(int index, std::int64_t value);
    void put(int index, std::uint64_t value) { put(index, static_cast<std::int64_t>(value)); }
    void put(int index, const std::string& text);
    void put_blob(int index, std::string_view blob);
    void put_null(int index);
    template <class Meaning, std::size_t N>
    void put(int index, const Bytes<Meaning, N>& bytes) {
        put_blob(index, bytes.view());
    }
    template <class Value>
    void put(int index, const std::optional<Value>& value) {
        if (value)
            put(index, *value);
        else
            put_null(index);
    }
    void check(int code) const;
    [[noreturn]] void wrong_length() const;

    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
    /// The file must be there. Other processes may have it open: waits up to 5 s for their
    /// transactions. Knows the SQL function checksum(...), 64 bits of BLAKE2b over its arguments.
    explicit Database(const std::filesystem::path& file);
    ~Database();
    Database(Database&& other) noexcept;
    Database& operator=(Database&&) = delete;

    void run(const std::string& sql);  // one or several statements
    Statement prepare(std::string_view sql) const { return Statement(handle_, sql); }
    std::int64_t number(std::string_view sql) const;  // the first column of the first row
    std::string text(std::string_view sql) const;
    /// So says the file itself: one that cannot be written for want of leave is never opened.
    bool read_only() const;
    /// Closing then neither copies the write-ahead log into the file nor removes it.
    void keep_wal_on_close(bool alone);
    /// By the last statement.
    bool changed() const;

 private:
    friend class Transaction;
    sqlite3* handle_ = nullptr;
};

/// Written as a whole by commit(), or not at all.
class Transaction {
 public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

 private:
    Database& database_;
};

}  // namespace indaba::client

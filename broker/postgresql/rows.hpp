#pragma once
/// The rows of one statement's result, in PostgreSQL's binary form.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "broker/postgresql/error.hpp"

struct pg_result;

namespace indaba::postgresql {

class Rows {
 public:
    explicit Rows(std::shared_ptr<const pg_result> result) : result_(std::move(result)) {}

    /// Goes to the next row; returns false after the last.
    bool next();
    int size() const;
    bool is_null(int column) const;
    bool boolean(int column) const { return view(column) != std::string_view("\0", 1); }
    /// Returns an int8. Throws an Error for a column of another type.
    std::int64_t integer(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    /// Returns a text or a bytea.
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
    std::string_view view(int column) const;
    [[noreturn]] static void throw_wrong_length();

    std::shared_ptr<const pg_result> result_;
    int row_ = -1;
};

}  // namespace indaba::postgresql

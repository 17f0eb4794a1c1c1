#pragma once
/// Reads a journal in SQLite as a dump, in one read transaction, with the memory of one record. A
/// broker may be running. Throws sqlite::Error when the file cannot be read.
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>

#include "broker/journal/dump.hpp"
#include "broker/journal/sqlite/sqlite_reader.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteDumpReader : public DumpReader {
 public:
    /// Throws std::runtime_error with a sentence when the file is no journal, or one of an earlier
    /// format.
    explicit SqliteDumpReader(const std::filesystem::path& file);
    std::optional<DumpRecord> next() override;
    void require_valid() const override;

 private:
    /// A statement that runs.
    struct Cursor {
        Cursor(const sqlite::Connection& database, std::string_view sql)
            : statement(database, sql), rows(statement.query()) {}
        sqlite::Statement statement;
        sqlite::Rows rows;
    };

    SqliteReader reader_;
    std::size_t section_ = 0;  // the one that is read next
    std::optional<Cursor> cursor_;
};

}  // namespace indaba::broker

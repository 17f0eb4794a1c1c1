#pragma once
/// Opens a journal for reading wherever it lies: beside a running broker, after a crash, or on
/// media that cannot be written. No file is made beside it. Used by `verify`, `backup` and orders
/// without a broker.
#include <filesystem>
#include <optional>

#include "common/base/scratch_directory.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteReader {
 public:
    /// Throws std::runtime_error with a sentence for the operator.
    explicit SqliteReader(const std::filesystem::path& file);

    sqlite::Connection& database() { return *database_; }
    /// Returns true when a broker has started since the file was opened as one that nobody writes.
    /// Then nothing that was read proves anything; open it again.
    bool is_outdated() const;

 private:
    void open_copy();

    std::filesystem::path file_;
    bool is_at_rest_ = false;  // no broker had it open
    std::optional<ScratchDirectory> copy_;
    std::optional<sqlite::Connection> database_;
};

}  // namespace indaba::broker

#pragma once
/// Makes a journal in SQLite from a dump, in one transaction. Throws sqlite::Error when the file
/// cannot be written, and std::runtime_error with a sentence when it cannot be made.
#include <filesystem>
#include <optional>

#include "broker/journal/dump.hpp"
#include "broker/journal/sqlite/sqlite_records.hpp"
#include "common/keys/key.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteDumpWriter : public DumpWriter {
 public:
    /// Makes the journal, in a file that does not exist yet, with the secret key in it if one is
    /// given, as in a backup.
    explicit SqliteDumpWriter(const std::filesystem::path& file,
                              const std::optional<SecretKey>& secret = std::nullopt);
    void add(const DumpRecord& record) override;
    void commit() override;

 private:
    sqlite::Connection database_;
    sqlite::Transaction transaction_;
    SqliteRecords records_;
};

}  // namespace indaba::broker

#pragma once
/// Reads a journal in PostgreSQL as a dump, in one read transaction, with the memory of some
/// hundred records. Brokers may be running. Throws postgresql::Error when it cannot be read.
#include <cstddef>
#include <memory>
#include <optional>

#include "broker/journal/dump.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlDumpReader : public DumpReader {
 public:
    /// Throws std::runtime_error with a sentence when the database holds no journal of this
    /// version.
    explicit PostgresqlDumpReader(std::unique_ptr<postgresql::Connection> database);
    std::optional<DumpRecord> next() override;

 private:
    void open_section();
    void fetch();

    std::unique_ptr<postgresql::Connection> database_;
    std::size_t section_ = 0;               // the one that is read next
    std::optional<postgresql::Rows> rows_;  // nullopt before the first record
};

}  // namespace indaba::broker

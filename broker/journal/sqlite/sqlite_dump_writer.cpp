#include "broker/journal/sqlite/sqlite_dump_writer.hpp"

#include <variant>

#include "broker/journal/sqlite/sqlite_key_record.hpp"

namespace indaba::broker {

SqliteDumpWriter::SqliteDumpWriter(const std::filesystem::path& file,
                                   const std::optional<SecretKey>& secret)
    : database_(make_journal(file)), transaction_(database_), records_(database_) {
    if (secret) add_secret_key(database_, *secret);
}

void SqliteDumpWriter::add(const DumpRecord& record) {
    std::visit([&](const auto& any) { records_.add(any); }, record);
}

void SqliteDumpWriter::commit() { transaction_.commit(); }

}  // namespace indaba::broker

#include "broker/journal/sqlite/sqlite_dump_writer.hpp"

#include <variant>

namespace indaba::broker {

SqliteDumpWriter::SqliteDumpWriter(const std::filesystem::path& file)
    : database_(make_journal(file)), transaction_(database_), records_(database_) {}

void SqliteDumpWriter::add(const DumpRecord& record) {
    std::visit([&](const auto& any) { records_.add(any); }, record);
}

void SqliteDumpWriter::commit() { transaction_.commit(); }

}  // namespace indaba::broker

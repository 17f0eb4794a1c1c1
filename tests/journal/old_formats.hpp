#pragma once
/// The tables of the formats that journals had before this version, for tests of migrations.
#include <string>
#include <vector>

#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

/// Returns the SQL that makes the tables of format 1, 2 or 3.
std::string tables_of_format(int format);
/// Returns the definition of every table and index.
std::vector<std::string> tables(sqlite::Connection database);

}  // namespace indaba::broker

#pragma once
/// Makes the journal of a data directory, or of a PostgreSQL database, from another whole one, with
/// its numbers and its hashes. Import takes a dump, which `export` wrote, and keeps the id, so that
/// clients see the same server. Restore takes a backup too, and makes a successor. No broker runs.
#include <filesystem>
#include <string>

#include "broker/data/dump_source.hpp"

namespace indaba::broker {

/// Makes the journal from the file, "-" for standard input, and returns what the operator is told.
/// `database` tells the way to PostgreSQL; "" for a file in the directory. The key of a backup goes
/// into a directory that has none. When it throws, std::runtime_error with a sentence for the
/// operator, there is no journal.
std::string import_journal(const std::filesystem::path& data, const std::filesystem::path& from,
                           const std::string& database = "", MovedAs as = MovedAs::same);

}  // namespace indaba::broker

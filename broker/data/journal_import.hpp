#pragma once
/// Makes the journal of a data directory, or of a PostgreSQL database, from a dump, which `export`
/// wrote: with its id, its numbers and its hashes, so that clients see the same server. No broker
/// runs.
#include <filesystem>
#include <string>

namespace indaba::broker {

/// Makes the journal from the file, "-" for standard input, and returns what the operator is told.
/// `database` tells the way to PostgreSQL; "" for a file in the directory. When it throws,
/// std::runtime_error with a sentence for the operator, there is no journal.
std::string import_journal(const std::filesystem::path& data, const std::filesystem::path& from,
                           const std::string& database = "");

}  // namespace indaba::broker

#pragma once
/// Makes the journal of a data directory from a dump, which `export` wrote: with its id, its
/// numbers and its hashes, so that clients see the same server. No broker runs.
#include <filesystem>
#include <string>

namespace indaba::broker {

/// Makes the journal from the file, "-" for standard input, and returns what the operator is told.
/// When it throws, std::runtime_error with a sentence for the operator, the directory has no
/// journal.
std::string import_journal(const std::filesystem::path& data, const std::filesystem::path& from);

}  // namespace indaba::broker

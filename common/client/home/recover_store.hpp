#pragma once
/// Copies what can be read of a damaged store. Used by store_file.cpp only. The damaged file is
/// never changed, and a row with a wrong checksum is never copied.
#include <filesystem>
#include <string>

namespace indaba::client {

/// Copies the rows of each table of `damaged` into `rebuilt`, an empty store, up to the first that
/// SQLite cannot read. Returns a sentence for the user: how many rows were restored, and which
/// tables are incomplete. Throws std::runtime_error when the disk refuses.
std::string recover_store(const std::filesystem::path& damaged,
                          const std::filesystem::path& rebuilt);

}  // namespace indaba::client

#pragma once
/// Renames files that another program may hold for a moment.
#include <filesystem>

namespace indaba {

/// Renames a file, in place of an existing one. On Windows it tries for a second while a scanner or
/// an indexer holds one of them. Throws std::filesystem::filesystem_error.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace indaba

#pragma once
/// Sets damaged files of a home aside under a name that is still free, so that no earlier one is
/// lost.
#include <filesystem>
#include <optional>

namespace indaba::client {

/// Renames FILE to FILE.damaged-1, or to the first such number that is free, and FILE-wal with it.
/// Returns the new name of FILE, or nullopt when neither exists. Throws
/// std::filesystem::filesystem_error.
std::optional<std::filesystem::path> set_damaged_aside(const std::filesystem::path& file);

}  // namespace indaba::client

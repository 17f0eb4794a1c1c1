#pragma once
/// Refuses a data directory in which this user may not work. POSIX in data_access_posix.cpp.
#include <filesystem>

namespace indaba::broker {

/// Throws std::runtime_error with a sentence for the operator when the directory is missing or
/// belongs to another user.
void require_access(const std::filesystem::path& data);

}  // namespace indaba::broker

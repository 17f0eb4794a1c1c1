#pragma once
/// The data directory of a broker: created with mode 0700, locked by one broker at a time.
#include <filesystem>

#include "common/base/file_lock.hpp"

namespace indaba::broker {

/// Returns $XDG_DATA_HOME/indaba-broker or ~/.local/share/indaba-broker.
std::filesystem::path default_data_directory();

/// Returns the lock on the directory, held until it is destroyed. Throws std::runtime_error with a
/// sentence for the operator.
FileLock lock_data_directory(const std::filesystem::path& data);

}  // namespace indaba::broker

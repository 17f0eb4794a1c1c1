#pragma once
/// The data directory of a broker: created with mode 0700, locked by one broker at a time.
#include <filesystem>
#include <optional>
#include <string_view>

#include "common/base/file_lock.hpp"

namespace indaba::broker {

/// Returns $XDG_DATA_HOME/indaba-broker or ~/.local/share/indaba-broker. Throws std::runtime_error
/// with a sentence for the operator when neither variable names a directory.
std::filesystem::path default_data_directory();

/// Returns the directory that the operator named: without a slash or dot at its end, and with the
/// home directory for a ~ at its beginning, which no shell replaces in a file or after an = sign.
std::filesystem::path data_directory(std::string_view name);

/// The lock on the file `lock`, which older versions know, and on the directory itself: without the
/// file a second broker is still refused.
struct DataDirectoryLock {
    std::optional<FileLock> file;
    FileLock directory;
};

/// Returns the lock on the directory, held until it is destroyed. Makes the directory. Waits a
/// moment for a broker that is stopping. Throws std::runtime_error with a sentence for the
/// operator.
DataDirectoryLock lock_data_directory(const std::filesystem::path& data);

/// Returns the lock, or nullopt when a broker or another order holds it. The directory exists.
/// Orders that only read share the lock, and may lock a read-only directory.
enum class LockFor { reading, writing };
std::optional<DataDirectoryLock> try_lock_data_directory(const std::filesystem::path& data,
                                                         LockFor use);

}  // namespace indaba::broker

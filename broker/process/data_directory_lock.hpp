#pragma once
/// The data directory of a broker: created with mode 0700, locked by one broker at a time.
/// POSIX in data_directory_lock_posix.cpp.
#include <filesystem>

namespace indaba::broker {

/// Returns $XDG_DATA_HOME/indaba-broker or ~/.local/share/indaba-broker.
std::filesystem::path default_data_directory();

/// The lock ends with this object. The system ends it after a crash or SIGKILL, too.
class DataDirectoryLock {
 public:
    /// Throws std::runtime_error with a sentence for the operator.
    explicit DataDirectoryLock(const std::filesystem::path& data);
    ~DataDirectoryLock();
    DataDirectoryLock(const DataDirectoryLock&) = delete;
    DataDirectoryLock& operator=(const DataDirectoryLock&) = delete;

 private:
    int descriptor_ = -1;
};

}  // namespace indaba::broker

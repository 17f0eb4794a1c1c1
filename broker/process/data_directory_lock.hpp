#pragma once
/// The directory of a broker: made 0700 if it is not there, and held by one broker at a time.
/// POSIX in data_directory_lock_posix.cpp.
#include <filesystem>

namespace indaba::broker {

/// $XDG_DATA_HOME/indaba-broker or ~/.local/share/indaba-broker.
std::filesystem::path default_data_directory();

/// Held until destroyed; the system frees it even after kill -9.
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

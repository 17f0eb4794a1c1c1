#pragma once
/// The directory of a broker: made 0700 if it is not there, and held by one broker at a time.
/// POSIX in data_lock_posix.cpp.
#include <filesystem>

namespace indaba::broker {

/// $XDG_DATA_HOME/indaba-broker or ~/.local/share/indaba-broker.
std::filesystem::path default_data();

/// Held until destroyed; the system frees it even after kill -9.
class DataLock {
 public:
    /// Throws std::runtime_error with a sentence for the operator.
    explicit DataLock(const std::filesystem::path& data);
    ~DataLock();
    DataLock(const DataLock&) = delete;
    DataLock& operator=(const DataLock&) = delete;

 private:
    int descriptor_ = -1;
};

}  // namespace indaba::broker

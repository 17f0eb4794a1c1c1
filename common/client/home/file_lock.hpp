#pragma once
/// A lock on a file beside what it guards: many may share it, or one has it alone. Freed at the end
/// of the process, even by kill -9. Used by home.hpp and store_file.cpp. It never waits.
#include <filesystem>

namespace indaba::client {

class FileLock {
 public:
    /// Makes the file when it is not there, and holds nothing yet. Throws std::runtime_error with a
    /// sentence.
    explicit FileLock(const std::filesystem::path& file);
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;

    /// Each gives up what was held before. False: somebody else is in the way and nothing is held.
    bool try_shared();
    bool try_exclusive();

 private:
    bool try_lock(int operation);
    std::filesystem::path file_;
    int descriptor_;
};

}  // namespace indaba::client

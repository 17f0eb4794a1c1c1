#pragma once
/// A lock on a file, shared by several processes or held by one. The system frees it at the end of
/// the process, even after kill -9. Used for a client's home and its stores and for the broker's
/// data directory. The content of a locked file can be read.
#include <filesystem>

#include "common/base/descriptor.hpp"

namespace indaba {

class FileLock {
 public:
    /// Makes the file if it is missing, for this user alone, and refuses a link. Nothing is locked
    /// yet. Throws std::runtime_error with a sentence.
    explicit FileLock(const std::filesystem::path& file);

    /// Returns a lock on a directory itself, which outlives the removal of any file in it. Only on
    /// POSIX: Windows locks no directory, and the broker, which needs it, does not run there.
    static FileLock on_directory(const std::filesystem::path& directory);

    /// Neither call waits, and each first releases what this object held. They return false when
    /// another process is in the way, and throw std::runtime_error when the file system has no
    /// locks.
    bool try_shared();
    bool try_exclusive();
    /// Waits until no other process holds the lock.
    void wait_exclusive();

 private:
    FileLock(const std::filesystem::path& file, OwnedDescriptor descriptor);
    bool try_lock(int operation);
    std::filesystem::path file_;
    OwnedDescriptor descriptor_;
};

}  // namespace indaba

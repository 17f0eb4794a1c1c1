#pragma once
/// Remembers which files an open journal consists of, and finds out that one was removed or
/// replaced: what is written then would be lost at the end of the process. Used by the journal
/// before each receipt and each page, from any thread.
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "broker/journal/storage_trouble.hpp"

namespace indaba::broker {

/// The identity of a file in the file system, whatever its name is.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    std::uint64_t size = 0;
};

/// Returns nullopt when nothing has this name.
std::optional<FileIdentity> identity_of(const std::filesystem::path& file);

class SqliteFiles {
 public:
    /// Remembers the journal's file, its write-ahead log and its shared memory as they are now.
    explicit SqliteFiles(const std::filesystem::path& file);

    StorageFinding check();

 private:
    struct Opened {
        std::filesystem::path file;
        FileIdentity identity;
    };
    std::vector<Opened> opened_;
    std::atomic<std::uint64_t> size_{0};  // of the journal's file, which never shrinks
};

}  // namespace indaba::broker

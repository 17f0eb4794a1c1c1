#pragma once
/// The file of a store: made whole or not at all, checked whenever it is opened, and rebuilt when
/// it is damaged. Used by store.cpp only, which knows what the rows mean.
#include <filesystem>
#include <string>

#include "common/base/file_lock.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {

/// A checked store. All processes that have it open share the lock, so that no process replaces the
/// file under them.
struct StoreFile {
    FileLock lock;
    sqlite::Connection connection;  // closed before the lock is freed
    std::string warning;            // for the user; empty when the file was sound
};

/// Throws std::runtime_error with a sentence when the disk refuses, a newer version wrote the file,
/// or the file is damaged while another process has it open.
StoreFile open_store_file(const std::filesystem::path& file);

}  // namespace indaba::client

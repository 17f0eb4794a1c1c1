#pragma once
/// The file of a store: made whole or not at all, checked whenever it is opened, and read row by
/// row into a new one when it is damaged. Used by store.cpp only; what rows mean is known there.
#include <filesystem>
#include <string>

#include "common/client/home/file_lock.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {

/// Checked and ready. The lock is shared by all that have the file open, so that nobody replaces
/// it under them.
struct StoreFile {
    FileLock lock;
    Database database;  // closed before the lock is freed
    std::string warning;
};

/// Throws std::runtime_error with a sentence: the disk refuses, a newer version wrote the file, or
/// it is damaged while another process has it open.
StoreFile open_store_file(const std::filesystem::path& file);

}  // namespace indaba::client

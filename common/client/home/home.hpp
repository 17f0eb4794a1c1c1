#pragma once
/// The directory of a client, and the lock that makes one client the owner of its outbox and
/// drafts.
#include <filesystem>
#include <optional>

#include "common/base/file_lock.hpp"

namespace indaba::client {

/// Returns $XDG_DATA_HOME/indaba or ~/.local/share/indaba. Throws std::runtime_error with a
/// sentence when neither variable is set.
std::filesystem::path default_home();

/// Makes the directory with mode 0700 unless it exists. Throws std::runtime_error with a sentence.
void make_home(const std::filesystem::path& home);

/// Returns the lock, held until it is destroyed, or nullopt when another process holds it. Throws
/// std::runtime_error with a sentence when the file cannot be locked.
std::optional<FileLock> try_lock_home(const std::filesystem::path& home);

}  // namespace indaba::client

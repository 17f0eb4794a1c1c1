#pragma once
/// The files of a home that several programs change at the same time: settings, known brokers and
/// people. Whoever reads one of them, changes it and replaces it holds this lock meanwhile.
#include <filesystem>

#include "common/base/file_lock.hpp"

namespace indaba::client {

/// Returns the lock, after a wait while another program holds it, which takes milliseconds. Throws
/// std::runtime_error with a sentence.
FileLock lock_shared_files(const std::filesystem::path& home);

}  // namespace indaba::client

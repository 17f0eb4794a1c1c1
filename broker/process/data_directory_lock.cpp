#include "broker/process/data_directory_lock.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "common/base/private_directory.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

/// The directory holds the key and all messages.
void refuse_if_open_to_others(const fs::path& data) {
    std::error_code error;
    const fs::perms mode = fs::status(data, error).permissions();
    if (error || (mode & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none) return;
    throw std::runtime_error(fmt::format(
        "The data directory {0} is accessible to other users (mode {1:04o}). Fix it with: "
        "chmod 700 {0}",
        data.string(), static_cast<unsigned>(mode)));
}

FileLock open_lock(const fs::path& data) {
    try {
        return FileLock(data / "lock");
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(fmt::format(
            "The data directory {} cannot be written: {} Fix its permissions, or choose "
            "another one with --data.",
            data.string(), error.what()));
    }
}

}  // namespace

fs::path default_data_directory() {
    return user_data_directory("indaba-broker").value_or(".local/share/indaba-broker");
}

FileLock lock_data_directory(const fs::path& data) {
    if (const std::error_code error = make_private_directory(data))
        throw std::runtime_error(fmt::format(
            "The data directory {} cannot be created: {}. Choose another one with --data.",
            data.string(), error.message()));
    refuse_if_open_to_others(data);
    FileLock lock = open_lock(data);
    if (lock.try_exclusive()) return lock;
    throw std::runtime_error(fmt::format(
        "Another broker uses {}. Stop it first, or choose another --data.", data.string()));
}

}  // namespace indaba::broker

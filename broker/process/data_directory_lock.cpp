#include "broker/process/data_directory_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

#include "common/base/private_directory.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::seconds stopping_patience{5};

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

bool try_lock(FileLock& lock, const fs::path& data, LockFor use) {
    try {
        return use == LockFor::reading ? lock.try_shared() : lock.try_exclusive();
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(fmt::format(
            "The file system of {} has no locks: {} Choose a data directory on a local disk.",
            data.string(), error.what()));
    }
}

}  // namespace

fs::path default_data_directory() {
    if (auto found = user_data_directory("indaba-broker")) return *found;
    throw std::runtime_error(
        "Neither XDG_DATA_HOME nor HOME is set to an absolute path. Name a directory with --data.");
}

fs::path data_directory(std::string_view name) {
    fs::path path = name;
    if (name == "~" || name.starts_with("~/")) {
        const char* home = std::getenv("HOME");
        if (!home || *home != '/')
            throw std::runtime_error(
                "HOME is not set, so ~ names no directory. Write the whole "
                "path after --data.");
        path = fs::path(home) / name.substr(std::min<std::size_t>(2, name.size()));
    }
    while ((!path.has_filename() || path.filename() == ".") && path.has_relative_path() &&
           path.has_parent_path())
        path = path.parent_path();
    return path;
}

DataDirectoryLock lock_data_directory(const fs::path& data) {
    if (const std::error_code error = make_private_directory(data))
        throw std::runtime_error(fmt::format(
            "The data directory {} cannot be created: {}. Choose another one with --data.",
            data.string(), error.message()));
    refuse_if_open_to_others(data);
    // A supervisor that is started again at once after it was killed finds the broker of the
    // earlier one still writing what is pending.
    const auto end = std::chrono::steady_clock::now() + stopping_patience;
    while (std::chrono::steady_clock::now() < end) {
        if (auto lock = try_lock_data_directory(data, LockFor::writing)) return std::move(*lock);
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    throw std::runtime_error(fmt::format(
        "Another broker uses {}. Stop it first, or choose another --data.", data.string()));
}

std::optional<DataDirectoryLock> try_lock_data_directory(const fs::path& data, LockFor use) {
    DataDirectoryLock lock{std::nullopt, FileLock::on_directory(data)};
    try {
        lock.file.emplace(open_lock(data));
    } catch (const std::runtime_error&) {
        if (use == LockFor::writing) throw;
    }
    if (lock.file && !try_lock(*lock.file, data, use)) return std::nullopt;
    if (!try_lock(lock.directory, data, use)) return std::nullopt;
    return lock;
}

}  // namespace indaba::broker

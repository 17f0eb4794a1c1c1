/// Home and file locks where there is POSIX: modes, flock and the environment. Another platform has
/// a file of its own in place of this one.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "common/client/home/file_lock.hpp"
#include "common/client/home/home.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

std::runtime_error failure(const fs::path& file, const char* what, int error) {
    return std::runtime_error(fmt::format("{} cannot be {}: {}.", file.string(), what,
                                          std::generic_category().message(error)));
}

/// An absolute path from the environment; anything else counts as not set, as XDG wants it.
fs::path absolute_from(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value == '/' ? fs::path(value) : fs::path();
}

int open_lock_file(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) throw failure(file, "opened", errno);
    return descriptor;
}

/// False when another holds it.
bool flock_now(const fs::path& file, int descriptor, int operation) {
    if (::flock(descriptor, operation | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    throw failure(file, "locked", errno);
}

}  // namespace

fs::path default_home() {
    if (const fs::path data = absolute_from("XDG_DATA_HOME"); !data.empty()) return data / "indaba";
    if (const fs::path user = absolute_from("HOME"); !user.empty())
        return user / ".local" / "share" / "indaba";
    throw std::runtime_error("Neither XDG_DATA_HOME nor HOME is set: say --home DIR.");
}

void make_home(const fs::path& home) {
    // Without the slash at the end, which would make the directory its own parent.
    const fs::path directory = home.has_filename() ? home : home.parent_path();
    if (directory.empty()) throw std::runtime_error("The home directory has no name.");
    std::error_code error;
    if (directory.has_parent_path()) fs::create_directories(directory.parent_path(), error);
    if (error) throw failure(directory.parent_path(), "made", error.value());
    if (::mkdir(directory.c_str(), 0700) == 0) return;
    const int why = errno;
    if (fs::is_directory(directory, error)) return;
    if (why == EEXIST)
        throw std::runtime_error(
            fmt::format("{} is not a directory: say --home DIR.", directory.string()));
    throw failure(directory, "made", why);
}

std::unique_ptr<HomeLock> HomeLock::try_lock(const fs::path& home) {
    const fs::path file = home / "lock";
    std::unique_ptr<HomeLock> lock{new HomeLock(open_lock_file(file))};
    if (!flock_now(file, lock->descriptor_, LOCK_EX)) return nullptr;
    return lock;
}

HomeLock::~HomeLock() { ::close(descriptor_); }

FileLock::FileLock(const fs::path& file) : file_(file), descriptor_(open_lock_file(file)) {}

FileLock::FileLock(FileLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool FileLock::try_shared() { return try_lock(LOCK_SH); }
bool FileLock::try_exclusive() { return try_lock(LOCK_EX); }

bool FileLock::try_lock(int operation) {
    if (flock_now(file_, descriptor_, operation)) return true;
    // Whether a refused change keeps the old lock depends on the system: here it never does.
    ::flock(descriptor_, LOCK_UN);
    return false;
}

}  // namespace indaba::client

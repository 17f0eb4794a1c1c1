#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "common/base/file_lock.hpp"
#include "common/base/path_text.hpp"

namespace indaba {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* what, int error) {
    throw std::runtime_error(fmt::format("{} cannot be {}: {}.", to_utf8(file), what,
                                         std::generic_category().message(error)));
}

int number_of(const OwnedDescriptor& descriptor) { return static_cast<int>(descriptor.number()); }

}  // namespace

FileLock::FileLock(const std::filesystem::path& file)
    : file_(file),
      descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (!descriptor_.is_open()) fail(file, "opened", errno);
}

FileLock::FileLock(const std::filesystem::path& file, OwnedDescriptor descriptor)
    : file_(file), descriptor_(std::move(descriptor)) {
    if (!descriptor_.is_open()) fail(file, "opened", errno);
}

FileLock FileLock::on_directory(const std::filesystem::path& directory) {
    return {directory,
            OwnedDescriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
}

bool FileLock::try_shared() { return try_lock(LOCK_SH); }
bool FileLock::try_exclusive() { return try_lock(LOCK_EX); }

void FileLock::wait_exclusive() {
    while (::flock(number_of(descriptor_), LOCK_EX) != 0)
        if (errno != EINTR) fail(file_, "locked", errno);
}

bool FileLock::try_lock(int operation) {
    if (::flock(number_of(descriptor_), operation | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK) fail(file_, "locked", errno);
    // Whether a refused change keeps the old lock depends on the system. Here it never does.
    ::flock(number_of(descriptor_), LOCK_UN);
    return false;
}

}  // namespace indaba

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "common/base/descriptor.hpp"
#include "common/base/path_text.hpp"
#include "common/keys/private_file.hpp"

namespace indaba {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& file, const char* what, int error) {
    throw std::runtime_error(fmt::format("{} cannot be {}: {}.", to_utf8(file), what,
                                         std::generic_category().message(error)));
}

int number_of(const OwnedDescriptor& descriptor) { return static_cast<int>(descriptor.number()); }

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
        if (written == 0 || (written < 0 && errno != EINTR)) return false;
    }
    return true;
}

/// Writes the file to the disk itself. On macOS fsync() leaves it in the cache of the disk:
/// https://developer.apple.com/library/archive/documentation/System/Conceptual/ManPages_iPhoneOS/man2/fsync.2.html
int sync(int descriptor) {
#ifdef F_FULLFSYNC
    if (::fcntl(descriptor, F_FULLFSYNC) == 0) return 0;  // a network's file system has none
#endif
    return ::fsync(descriptor);
}

/// A file beside `file` that vanishes with this object; what is renamed or linked stays.
class Temporary {
 public:
    Temporary(const fs::path& file, std::string_view content)
        : name_(to_utf8(file) + ".new-XXXXXX") {
        const OwnedDescriptor descriptor{::mkostemp(name_.data(), O_CLOEXEC)};  // O_EXCL, 0600
        if (!descriptor.is_open()) {
            const int error = errno;
            name_.clear();
            fail(file, "written", error);
        }
        write(file, number_of(descriptor), content);
    }
    ~Temporary() {
        if (!name_.empty()) ::unlink(name_.c_str());
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    const char* name() const { return name_.c_str(); }

 private:
    void write(const fs::path& file, int descriptor, std::string_view content) {
        if (write_all(descriptor, content) && sync(descriptor) == 0) return;
        const int error = errno;
        ::unlink(name_.c_str());  // a constructor that throws has no destructor
        fail(file, "written", error);
    }

    std::string name_;
};

/// Throws unless the descriptor is a plain file that only its owner can open.
void check_private(const fs::path& file, int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) fail(file, "examined", errno);
    if (!S_ISREG(status.st_mode))
        throw std::runtime_error(fmt::format("{} is not a plain file.", to_utf8(file)));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw std::runtime_error(fmt::format(
            "{0} can be opened by other users (mode {1:04o}). Repair it with: chmod 600 {0}",
            to_utf8(file), static_cast<unsigned>(status.st_mode) & 07777U));
}

}  // namespace

std::optional<std::string> read_private_file(const fs::path& file, std::size_t limit) {
    // O_NONBLOCK: a pipe of that name is refused below instead of waited for.
    const OwnedDescriptor descriptor{
        ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!descriptor.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        if (errno == ELOOP)
            throw std::runtime_error(fmt::format(
                "{} is a symbolic link. Put the file itself in its place.", to_utf8(file)));
        fail(file, "opened", errno);
    }
    check_private(file, number_of(descriptor));

    std::string content;
    std::size_t length = 0;
    while (length < limit) {
        // The buffer grows with the content: the limit may be a thousand times its size.
        if (length == content.size()) content.resize(std::min(limit, 2 * length + 4096));
        const ssize_t got =
            ::read(number_of(descriptor), content.data() + length, content.size() - length);
        if (got == 0) break;
        if (got < 0 && errno != EINTR) fail(file, "read", errno);
        if (got > 0) length += static_cast<std::size_t>(got);
    }
    content.resize(length);
    return content;
}

bool create_private_file(const fs::path& file, std::string_view content) {
    const Temporary temporary{file, content};
    // Unlike rename, link never replaces what another process has just made.
    if (::link(temporary.name(), file.c_str()) != 0) {
        if (errno == EEXIST) return false;
        fail(file, "created", errno);
    }
    sync_name(file);
    return true;
}

void replace_private_file(const fs::path& file, std::string_view content) {
    const Temporary temporary{file, content};
    if (::rename(temporary.name(), file.c_str()) != 0) fail(file, "replaced", errno);
    sync_name(file);
}

void append_private_file(const fs::path& file, std::string_view content) {
    const OwnedDescriptor descriptor{::open(
        file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    if (!descriptor.is_open()) fail(file, "opened", errno);
    check_private(file, number_of(descriptor));
    if (!write_all(number_of(descriptor), content)) fail(file, "written", errno);
}

void sync_name(const fs::path& file) {
    const fs::path directory = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const OwnedDescriptor descriptor{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!descriptor.is_open()) fail(directory, "opened", errno);
    // Some file systems cannot sync a directory and report EINVAL. Then the name is as durable as
    // it can be.
    if (sync(number_of(descriptor)) != 0 && errno != EINVAL) fail(directory, "synced", errno);
}

}  // namespace indaba

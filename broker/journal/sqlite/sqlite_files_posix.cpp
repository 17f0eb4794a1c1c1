#include <sys/stat.h>

#include <cerrno>

#include "broker/journal/sqlite/sqlite_files.hpp"

namespace indaba::broker {

std::optional<FileIdentity> identity_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0)
        return FileIdentity{static_cast<std::uint64_t>(status.st_dev),
                            static_cast<std::uint64_t>(status.st_ino),
                            static_cast<std::uint64_t>(status.st_size)};
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return FileIdentity{};  // it cannot be examined, and is not the file that was opened
}

}  // namespace indaba::broker

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "broker/process/data_directory_lock.hpp"

namespace indaba::broker {

namespace {

/// The directory holds the key and all messages.
void refuse_if_open_to_others(const std::filesystem::path& data) {
    struct stat status {};
    if (stat(data.c_str(), &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
    throw std::runtime_error(fmt::format(
        "The data directory {0} is accessible to other users (mode {1:04o}). Fix it with: "
        "chmod 700 {0}",
        data.string(), static_cast<unsigned>(status.st_mode) & 07777U));
}

}  // namespace

std::filesystem::path default_data_directory() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::filesystem::path(value ? value : "");
    };
    const std::filesystem::path xdg = variable("XDG_DATA_HOME");
    if (!xdg.empty()) return xdg / "indaba-broker";
    return variable("HOME") / ".local" / "share" / "indaba-broker";
}

DataDirectoryLock::DataDirectoryLock(const std::filesystem::path& data) {
    std::error_code error;
    std::filesystem::create_directories(data.parent_path(), error);
    if (mkdir(data.c_str(), 0700) != 0 && errno != EEXIST)
        throw std::runtime_error(fmt::format(
            "The data directory {} cannot be created: {}. Choose another one with --data.",
            data.string(), std::strerror(errno)));
    refuse_if_open_to_others(data);
    const std::filesystem::path file = data / "lock";
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0)
        throw std::runtime_error(
            fmt::format("The data directory {} cannot be written to: {}. Fix its permissions, or "
                        "choose another one with --data.",
                        data.string(), std::strerror(errno)));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    close(descriptor_);
    throw std::runtime_error(fmt::format(
        "Another broker uses {}. Stop it first, or choose another --data.", data.string()));
}

DataDirectoryLock::~DataDirectoryLock() { close(descriptor_); }

}  // namespace indaba::broker

#include "common/client/home/home.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "common/base/path_text.hpp"
#include "common/base/private_directory.hpp"

namespace indaba::client {
namespace fs = std::filesystem;

fs::path default_home() {
    if (const auto home = user_data_directory("indaba")) return *home;
    throw std::runtime_error(
        "The directory for the data of this user is unknown: on POSIX neither XDG_DATA_HOME nor "
        "HOME is an absolute path. Name a directory with --home.");
}

void make_home(const fs::path& home) {
    if (const std::error_code error = make_private_directory(home))
        throw std::runtime_error(
            fmt::format("The home {} cannot be made: {}. Name another directory with --home.",
                        to_utf8(home), error.message()));
}

std::optional<FileLock> try_lock_home(const fs::path& home) {
    FileLock lock(home / "lock");
    if (!lock.try_exclusive()) return std::nullopt;
    return lock;
}

}  // namespace indaba::client

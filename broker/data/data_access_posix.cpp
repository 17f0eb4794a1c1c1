#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

#include "broker/data/data_access.hpp"

namespace indaba::broker {
namespace {

/// Returns the name of a user, or the number of one without a name.
std::string user_name(uid_t user) {
    const passwd* known = ::getpwuid(user);
    return known ? known->pw_name : fmt::format("#{}", user);
}

}  // namespace

void require_access(const std::filesystem::path& data) {
    struct stat status {};
    if (::stat(data.c_str(), &status) != 0) {
        if (errno == EACCES)
            throw std::runtime_error(fmt::format(
                "Permission denied: {} is in a directory that this user cannot enter. Run this as "
                "the user of the broker, or with sudo.",
                data.string()));
        throw std::runtime_error(fmt::format(
            "There is no broker's data directory {}: {}. Name the directory with --data.",
            data.string(), std::generic_category().message(errno)));
    }
    if (::access(data.c_str(), R_OK | X_OK) == 0) return;
    throw std::runtime_error(fmt::format(
        "Permission denied: {} belongs to the user {}. Run this as that user: sudo -u "
        "{} indaba-broker … --data {}",
        data.string(), user_name(status.st_uid), user_name(status.st_uid), data.string()));
}

}  // namespace indaba::broker

#include "broker/data/published_file.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <system_error>

#include "common/keys/private_file.hpp"

namespace indaba::broker {
namespace fs = std::filesystem;

void require_free_name(const fs::path& to, bool overwrite) {
    if (overwrite || !fs::exists(to)) return;
    throw std::runtime_error(
        fmt::format("{} exists. Choose another name, or overwrite it with --force.", to.string()));
}

void publish(const fs::path& finished, const fs::path& to, bool overwrite) {
    std::error_code error;
    if (!overwrite) {
        fs::create_hard_link(finished, to, error);
        if (!error) return sync_name(to);
        require_free_name(to, overwrite);  // otherwise the file system has no links
    }
    fs::rename(finished, to, error);
    if (error)
        throw std::runtime_error(
            fmt::format("{} cannot be written: {}.", to.string(), error.message()));
    sync_name(to);
}

}  // namespace indaba::broker

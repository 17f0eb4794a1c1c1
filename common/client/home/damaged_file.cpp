#include "common/client/home/damaged_file.hpp"
#include "common/base/rename_file.hpp"

#include <string>
#include <string_view>

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

fs::path with(fs::path file, std::string_view suffix) { return file += suffix; }

}  // namespace

std::optional<fs::path> set_damaged_aside(const fs::path& file) {
    fs::path damaged;
    for (int n = 1; damaged.empty() || fs::exists(damaged) || fs::exists(with(damaged, "-wal"));
         ++n)
        damaged = with(file, ".damaged-" + std::to_string(n));
    bool found = false;
    for (const char* suffix : {"", "-wal"}) {
        if (!fs::exists(with(file, suffix))) continue;
        rename_file(with(file, suffix), with(damaged, suffix));
        found = true;
    }
    return found ? std::optional<fs::path>(damaged) : std::nullopt;
}

}  // namespace indaba::client

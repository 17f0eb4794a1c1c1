#include "common/client/home/damaged_file.hpp"

#include <string>

#include "common/base/path_text.hpp"
#include "common/base/rename_file.hpp"

namespace indaba::client {
namespace fs = std::filesystem;

std::optional<fs::path> set_damaged_aside(const fs::path& file) {
    fs::path damaged;
    for (int n = 1;
         damaged.empty() || fs::exists(damaged) || fs::exists(with_suffix(damaged, "-wal")); ++n)
        damaged = with_suffix(file, ".damaged-" + std::to_string(n));
    bool found = false;
    for (const char* suffix : {"", "-wal"}) {
        if (!fs::exists(with_suffix(file, suffix))) continue;
        rename_file(with_suffix(file, suffix), with_suffix(damaged, suffix));
        found = true;
    }
    return found ? std::optional<fs::path>(damaged) : std::nullopt;
}

}  // namespace indaba::client

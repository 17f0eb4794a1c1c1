#include "common/client/home/damaged_file.hpp"

#include <string>

namespace indaba::client {
namespace fs = std::filesystem;

std::optional<fs::path> set_damaged_aside(const fs::path& file) {
    const std::string name = file.string();
    std::string damaged;
    for (int n = 1; damaged.empty() || fs::exists(damaged) || fs::exists(damaged + "-wal"); ++n)
        damaged = name + ".damaged-" + std::to_string(n);
    bool found = false;
    for (const char* suffix : {"", "-wal"}) {
        if (!fs::exists(name + suffix)) continue;
        fs::rename(name + suffix, damaged + suffix);
        found = true;
    }
    return found ? std::optional<fs::path>(damaged) : std::nullopt;
}

}  // namespace indaba::client

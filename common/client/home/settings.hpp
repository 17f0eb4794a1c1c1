#pragma once
/// What a client remembers between starts, in `HOME/settings.toml`: the last server and name, which
/// journal each server had, and how the window stood and looked. Written whole and renamed into
/// place; a damaged file is set aside as settings.toml.damaged, which `warning` says.
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "common/wire/bytes.hpp"

namespace indaba::client {

/// Where the window stands when it is not maximised, in pixels of the desktop.
struct WindowGeometry {
    int x = 0, y = 0;
    int width = 0, height = 0;
    bool maximised = false;
    bool operator==(const WindowGeometry&) const = default;
};

struct Settings {
    std::string server;
    std::string name;
    std::map<std::string, JournalId> journals;  // by "host:port"
    // What cannot be meant in these is as if it were not there: a window is no reason to complain.
    std::optional<WindowGeometry> window = {};
    std::string theme = {};           // "dark" or "light"; else: the window's choice
    std::optional<float> scale = {};  // 0.5 to 4
    bool operator==(const Settings&) const = default;
};

/// Never fails for a file that is not there.
Settings load_settings(const std::filesystem::path& home, std::string& warning);
/// Throws std::runtime_error with a sentence.
void save_settings(const std::filesystem::path& home, const Settings& settings);

}  // namespace indaba::client

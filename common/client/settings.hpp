#pragma once
/// What a client remembers between starts, in `HOME/settings.toml`: the last server and name, and
/// which journal each server had. Written whole and renamed into place; a damaged file is set aside
/// as settings.toml.damaged, which `warning` says.
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "common/wire/bytes.hpp"

namespace indaba::client {

struct Settings {
    std::string server;
    std::string name;
    std::map<std::string, JournalId> journals;  // by "host:port"
    bool operator==(const Settings&) const = default;
};

/// Never fails for a file that is not there.
Settings load_settings(const std::filesystem::path& home, std::string& warning);
/// Throws std::runtime_error with a sentence.
void save_settings(const std::filesystem::path& home, const Settings& settings);

}  // namespace indaba::client

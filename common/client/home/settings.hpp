#pragma once
/// The settings of a client, in `HOME/settings.toml`: the last server and name, the journal of each
/// server, the muted rooms and the last view of each journal, how much is kept in the home, and the
/// window's geometry, theme and scale. The file is replaced as a whole. A damaged file is set aside
/// as settings.toml.damaged-1 (or the next free number).
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "common/client/home/keep_local.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

/// The window's rectangle when it is not maximised, in pixels of the desktop.
struct WindowGeometry {
    int x = 0, y = 0;
    int width = 0, height = 0;
    bool maximised = false;
    bool operator==(const WindowGeometry&) const = default;
};

/// Where the user was reading when the window closed.
struct LastView {
    ConversationId conversation{};
    std::uint64_t number = 0;  // of the first entry in sight; 0: the end was
    bool operator==(const LastView&) const = default;
};

struct Settings {
    std::string server;
    std::string name;
    std::map<std::string, JournalId> journals;                 // by "host:port"
    std::map<JournalId, std::set<ConversationId>> muted = {};  // rooms, without empty sets
    std::map<JournalId, LastView> views = {};
    // Impossible values of the following are ignored without a warning.
    KeepLocal keep_local = {};  // of every server of the home
    std::optional<WindowGeometry> window = {};
    std::string theme = {};  // "dark", "light", "high-contrast", or "": the window's choice
    std::optional<float> scale = {};  // 0.5 to 4
    bool operator==(const Settings&) const = default;
};

/// Returns the default settings when the file is missing. Sets `warning` to a sentence for the user
/// when the file is damaged or cannot be read; its valid parts are used.
Settings load_settings(const std::filesystem::path& home, std::string& warning);
/// Changes the stored settings while no other program of the home does, so that what another one
/// has stored since they were loaded stays. Throws std::runtime_error with a sentence.
void update_settings(const std::filesystem::path& home,
                     const std::function<void(Settings&)>& change);
/// Throws std::runtime_error with a sentence.
void save_settings(const std::filesystem::path& home, const Settings& settings);

}  // namespace indaba::client

#include "common/client/home/settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "common/base/endpoint.hpp"
#include "common/base/path_text.hpp"
#include "common/client/home/damaged_file.hpp"
#include "common/client/home/shared_files.hpp"
#include "common/keys/private_file.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

fs::path settings_file(const fs::path& home) { return home / "settings.toml"; }

/// Returns nullopt when the file is missing. Throws when it cannot be read.
std::optional<std::string> read_file(const fs::path& file) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return std::nullopt;
    std::ifstream in(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    if (!in) throw std::runtime_error(fmt::format("{} cannot be read.", to_utf8(file)));
    return content;
}

/// Sets `text` when the key exists. Returns false when its value is not a string.
bool read_text(const toml::table& table, std::string_view key, std::string& text) {
    const toml::node* node = table.get(key);
    if (!node) return true;
    const std::optional<std::string> value = node->value_exact<std::string>();
    if (value) text = *value;
    return value.has_value();
}

/// Returns false when the node is not a table with a server and its journal.
bool read_journal(const toml::node& node, std::map<std::string, JournalId>& journals) {
    const toml::table* table = node.as_table();
    std::string server, hex;
    if (!table || !read_text(*table, "server", server) || !read_text(*table, "journal", hex))
        return false;
    const std::optional<JournalId> journal = JournalId::from_hex(hex);
    const std::optional<Endpoint> parsed = parse_endpoint(server);
    if (journal) journals.emplace(parsed ? to_string(*parsed) : server, *journal);
    return journal.has_value();
}

/// Takes the muted rooms of one journal. What is no id is ignored.
void read_muted(const toml::node& node, Settings& settings) {
    const toml::table* table = node.as_table();
    const auto journal =
        table ? JournalId::from_hex((*table)["journal"].value_or(std::string())) : std::nullopt;
    const toml::array* rooms = journal ? (*table)["rooms"].as_array() : nullptr;
    if (!rooms) return;
    for (const toml::node& room : *rooms)
        if (const auto id = ConversationId::from_hex(room.value_or(std::string())))
            settings.muted[*journal].insert(*id);
}

/// Takes the last view of one journal. An impossible one is ignored.
void read_view(const toml::node& node, Settings& settings) {
    const toml::table* table = node.as_table();
    const auto id = [table](std::string_view key) {
        return table ? (*table)[key].value_or(std::string()) : std::string();
    };
    const auto journal = JournalId::from_hex(id("journal"));
    const auto conversation = ConversationId::from_hex(id("conversation"));
    const std::int64_t number = table ? (*table)["number"].value_or(std::int64_t{0}) : 0;
    if (journal && conversation && number >= 0)
        settings.views[*journal] = {*conversation, static_cast<std::uint64_t>(number)};
}

constexpr int max_pixels = 32767;  // the limit of X11

std::optional<int> pixels(const toml::table& table, std::string_view key, int min) {
    const auto value = table[key].value_exact<std::int64_t>();
    if (!value || *value < min || *value > max_pixels) return std::nullopt;
    return static_cast<int>(*value);
}

std::optional<WindowGeometry> window_of(const toml::table& table) {
    const toml::table* window = table["window"].as_table();
    if (!window) return std::nullopt;
    const auto x = pixels(*window, "x", -max_pixels), y = pixels(*window, "y", -max_pixels);
    const auto width = pixels(*window, "width", 1), height = pixels(*window, "height", 1);
    if (!x || !y || !width || !height) return std::nullopt;
    return WindowGeometry{*x, *y, *width, *height, (*window)["maximised"].value_or(false)};
}

std::optional<float> scale_of(const toml::table& table) {
    const auto scale = table["scale"].value<double>();
    if (!scale || !(*scale >= 0.5 && *scale <= 4)) return std::nullopt;
    return static_cast<float>(*scale);
}

/// Takes "all", "none", and the days as a text or a number.
void read_keep_local(const toml::table& table, Settings& settings) {
    std::string text = table["keep_local"].value_or(std::string());
    if (const auto days = table["keep_local"].value_exact<std::int64_t>())
        text = fmt::format("{}", *days);
    settings.keep_local = parse_keep_local(text).value_or(KeepLocal{});
}

void read_appearance(const toml::table& table, Settings& settings) {
    settings.window = window_of(table);
    settings.scale = scale_of(table);
    const std::string theme = table["theme"].value_or(std::string());
    if (theme == "dark" || theme == "light" || theme == "high-contrast") settings.theme = theme;
}

/// Takes every valid value. Returns false when another value is invalid.
bool read_settings(const toml::table& table, Settings& settings) {
    read_appearance(table, settings);
    read_keep_local(table, settings);
    bool sound = read_text(table, "server", settings.server);
    sound = read_text(table, "name", settings.name) && sound;
    if (const toml::array* muted = table["muted"].as_array())
        for (const toml::node& each : *muted) read_muted(each, settings);
    if (const toml::array* views = table["views"].as_array())
        for (const toml::node& each : *views) read_view(each, settings);
    const toml::node* node = table.get("journals");
    if (!node) return sound;
    const toml::array* journals = node->as_array();
    if (!journals) return false;
    for (const toml::node& journal : *journals)
        sound = read_journal(journal, settings.journals) && sound;
    return sound;
}

bool parse(std::string_view text, Settings& settings) {
    try {
        return read_settings(toml::parse(text), settings);
    } catch (const toml::parse_error&) {
        return false;
    }
}

std::string set_aside(const fs::path& file) {
    try {
        const std::optional<fs::path> damaged = set_damaged_aside(file);
        return fmt::format("{} was damaged and is kept as {}. What could be read is used.",
                           to_utf8(file), to_utf8(damaged.value_or(fs::path())));
    } catch (const fs::filesystem_error& error) {
        return fmt::format("{} is damaged and cannot be set aside: {}.", to_utf8(file),
                           error.code().message());
    }
}

/// Returns the number as a person would write it: 1.2 instead of 1.2000000476837158.
double as_written(float number) { return std::stod(fmt::format("{}", number)); }

toml::table to_toml(const WindowGeometry& geometry) {
    toml::table table;
    table.insert_or_assign("x", geometry.x);
    table.insert_or_assign("y", geometry.y);
    table.insert_or_assign("width", geometry.width);
    table.insert_or_assign("height", geometry.height);
    table.insert_or_assign("maximised", geometry.maximised);
    return table;
}

/// Servers are values and not keys, because the library (3.3) does not quote some keys.
toml::array to_toml(const std::map<std::string, JournalId>& journals) {
    toml::array all;
    for (const auto& [server, journal] : journals) {
        toml::table table;
        table.insert_or_assign("server", server);
        table.insert_or_assign("journal", to_hex(journal));
        all.push_back(std::move(table));
    }
    return all;
}

toml::array to_toml(const std::map<JournalId, std::set<ConversationId>>& muted) {
    toml::array all;
    for (const auto& [journal, rooms] : muted) {
        toml::array ids;
        for (const ConversationId& room : rooms) ids.push_back(to_hex(room));
        toml::table table;
        table.insert_or_assign("journal", to_hex(journal));
        table.insert_or_assign("rooms", std::move(ids));
        all.push_back(std::move(table));
    }
    return all;
}

toml::array to_toml(const std::map<JournalId, LastView>& views) {
    toml::array all;
    for (const auto& [journal, view] : views) {
        toml::table table;
        table.insert_or_assign("journal", to_hex(journal));
        table.insert_or_assign("conversation", to_hex(view.conversation));
        table.insert_or_assign("number", static_cast<std::int64_t>(view.number));
        all.push_back(std::move(table));
    }
    return all;
}

toml::table to_toml(const Settings& settings) {
    toml::table table;
    table.insert_or_assign("server", settings.server);
    table.insert_or_assign("name", settings.name);
    table.insert_or_assign("journals", to_toml(settings.journals));
    if (!settings.muted.empty()) table.insert_or_assign("muted", to_toml(settings.muted));
    if (!settings.views.empty()) table.insert_or_assign("views", to_toml(settings.views));
    if (settings.keep_local.kind == KeepLocal::Kind::days)
        table.insert_or_assign("keep_local", settings.keep_local.days);
    else if (settings.keep_local.kind == KeepLocal::Kind::none)
        table.insert_or_assign("keep_local", to_string(settings.keep_local));
    if (!settings.theme.empty()) table.insert_or_assign("theme", settings.theme);
    if (settings.scale) table.insert_or_assign("scale", as_written(*settings.scale));
    if (settings.window) table.insert_or_assign("window", to_toml(*settings.window));
    return table;
}

}  // namespace

Settings load_settings(const fs::path& home, std::string& warning) {
    Settings settings;
    const fs::path file = settings_file(home);
    try {
        const std::optional<std::string> text = read_file(file);
        if (text && !parse(*text, settings)) warning = set_aside(file);
    } catch (const std::runtime_error& error) {
        warning = error.what();
    }
    return settings;
}

void update_settings(const fs::path& home, const std::function<void(Settings&)>& change) {
    const FileLock lock = lock_shared_files(home);
    std::string warning;  // was shown when the home was opened
    Settings settings = load_settings(home, warning);
    const Settings before = settings;
    change(settings);
    if (settings != before) save_settings(home, settings);
}

void save_settings(const fs::path& home, const Settings& settings) {
    std::ostringstream text;
    text << to_toml(settings) << '\n';
    // TOML cannot hold bytes that are not UTF-8. Refuse them now: the next start would find a
    // damaged file.
    Settings again;
    if (!parse(text.str(), again) || again != settings)
        throw std::runtime_error("The settings hold bytes that are no text, and were not saved.");
    replace_private_file(settings_file(home), text.str());
}

}  // namespace indaba::client

#include "broker/options_text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace indaba::broker {
namespace {

/// Returns a TOML string: a literal one, without escapes, where that is possible.
std::string toml_string(std::string_view text) {
    if (text.find_first_of("\"\\") != text.npos && text.find('\'') == text.npos)
        return "'" + std::string(text) + "'";
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string toml_list(const std::vector<std::string>& values) {
    std::string result;
    for (const std::string& value : values)
        result += (result.empty() ? "" : ", ") + toml_string(value);
    return "[" + result + "]";
}

std::vector<std::string> all_limits(const AllLimits& limits) {
    std::vector<std::string> result;
    for (const LimitRow& row : limit_table())
        result.push_back(fmt::format("{}={}", row.name, limit_value(limits, row)));
    return result;
}

}  // namespace

std::string options_text(const Options& options) {
    std::string text = fmt::format("data = {}\n", toml_string(options.data.string()));
    if (!options.journal.empty())
        text += fmt::format("journal = {}\nrequire-standby = {}\n", toml_string(options.journal),
                            options.require_standby);
    if (!options.bind.empty()) text += fmt::format("bind = {}\n", toml_list(options.bind));
    text += fmt::format("port = {}\n", options.port);
    if (!options.peers.empty()) text += fmt::format("peers = {}\n", toml_string(options.peers));
    text += fmt::format("no-announce = {}\n", !options.announce);
    text += fmt::format("insecure-plain = {}\n", options.plain);
    text += fmt::format("access = {}\n", toml_string(to_string(options.access)));
    text += fmt::format(
        "history-for-new = {}\n",
        toml_string(options.history_for_new ? std::to_string(*options.history_for_new) : "all"));
    text += fmt::format("supervise = {}\n", options.supervise);
    text += fmt::format("log-format = {}\n", toml_string(options.json_log ? "json" : "human"));
    text += fmt::format("log-level = {}\n", toml_string(options.debug_log ? "debug" : "info"));
    return text + fmt::format("limit = {}\n", toml_list(all_limits(options.limits)));
}

}  // namespace indaba::broker

#include "broker/process/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <optional>
#include <regex>
#include <sstream>

namespace indaba::broker {
namespace {

int line_of(const toml::source_region& source) { return static_cast<int>(source.begin.line); }

/// Puts a value in quotes that is neither a string, a number, a truth value nor a list.
std::string quote_bare_words(std::string_view text) {
    static const std::regex bare(
        R"(^(\s*[\w-]+\s*=\s*)(?!(?:true|false|\d[\d_]*)\s*(?:#[^\n]*)?$)([^\s'"\[{#][^'"#]*?)(\s*(?:#[^\n]*)?)$)");
    std::istringstream lines{std::string(text)};
    std::string result;
    for (std::string line; std::getline(lines, line);)
        result += std::regex_replace(line, bare, "$1'$2'$3") + "\n";
    return result;
}

std::string value_of(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
    throw ConfigFileError(line_of(node.source()),
                          node.is_table() ? "Sections have no meaning here: remove this line."
                                          : "A value is a string in quotes, a whole number, true, "
                                            "false, or a list of these.");
}

std::vector<std::string> values_of(const toml::node& node) {
    const toml::array* list = node.as_array();
    if (!list) return {value_of(node)};
    std::vector<std::string> result;
    for (const toml::node& each : *list) result.push_back(value_of(each));
    return result;
}

}  // namespace

std::vector<ConfigEntry> parse_config_file(std::string_view text) {
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
        text.find('\0') != text.npos)
        throw ConfigFileError(1, "This is no UTF-8 text. Save the file as UTF-8.");
    std::vector<ConfigEntry> result;
    try {
        for (const auto& [name, node] : toml::parse(quote_bare_words(text)))
            result.push_back({std::string(name.str()), values_of(node), line_of(node.source())});
    } catch (const toml::parse_error& error) {
        throw ConfigFileError(line_of(error.source()),
                              fmt::format("This is not TOML: {}. Its lines are like: port = 5000",
                                          error.description()));
    }
    return result;
}

}  // namespace indaba::broker

#pragma once
/// The text of a configuration file: TOML without sections, dates and fractions. Pure. A single
/// value without quotes is taken as a string, as earlier versions did.
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace indaba::broker {

struct ConfigEntry {
    std::string name;
    std::vector<std::string> values;  // one, or those of an array
    int line = 1;
    bool operator==(const ConfigEntry&) const = default;
};

/// A sentence that says what is wrong in which line.
struct ConfigFileError : std::runtime_error {
    ConfigFileError(int the_line, const std::string& sentence)
        : std::runtime_error(sentence), line(the_line) {}
    int line;
};

/// Returns the entries in the order of their names. Skips a byte order mark. Throws
/// ConfigFileError.
std::vector<ConfigEntry> parse_config_file(std::string_view text);

}  // namespace indaba::broker

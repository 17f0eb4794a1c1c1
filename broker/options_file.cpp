#include "broker/options_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>

#include "broker/process/config_file.hpp"

namespace indaba::broker {
namespace {

CLI::ConfigError config_error(const std::string& sentence) {
    return {sentence, CLI::ExitCodes::ConfigError};
}

}  // namespace

std::string OptionsFile::place(int line) const {
    return fmt::format("{}, line {}: ", app_.get_config_ptr()->as<std::string>(), line);
}

std::vector<CLI::ConfigItem> OptionsFile::from_config(std::istream& input) const {
    const auto file = app_.get_config_ptr()->as<std::string>();
    if (std::error_code error; std::filesystem::is_directory(file, error))
        throw config_error(file + " is a directory. Name a file with --config.");
    const std::string text(std::istreambuf_iterator<char>(input), {});
    std::vector<CLI::ConfigItem> result;
    try {
        for (ConfigEntry& entry : parse_config_file(text)) {
            if (!app_.get_option_no_throw("--" + entry.name) || entry.name == "config")
                throw ConfigFileError(
                    entry.line, fmt::format("There is no option {}; see --help.", entry.name));
            lines_.emplace(entry.name, entry.line);
            result.push_back({{}, std::move(entry.name), std::move(entry.values)});
        }
    } catch (const ConfigFileError& error) {
        throw config_error(place(error.line) + error.what());
    }
    return result;
}

std::string OptionsFile::place_of(const std::string& error, int argc,
                                  const char* const* argv) const {
    for (const auto& [name, line] : lines_) {
        const std::string flag = "--" + name;
        const bool overridden = std::any_of(
            argv, argv + argc, [&](std::string_view word) { return word.starts_with(flag); });
        if (!overridden && error.starts_with(flag)) return place(line);
    }
    return {};
}

}  // namespace indaba::broker

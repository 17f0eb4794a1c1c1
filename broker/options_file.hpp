#pragma once
/// Reads the --config file for CLI11. Only options.cpp and options_file.cpp include CLI11.
#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

namespace indaba::broker {

/// The file's entries as CLI11 wants them, and where each was. `app` must outlive it.
class OptionsFile : public CLI::ConfigTOML {
 public:
    explicit OptionsFile(const CLI::App& app) : app_(app) {}

    /// Throws CLI::ConfigError with the file and the line.
    std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;
    /// Returns "FILE, line N: " if the error is about a value of the file, else an empty string.
    std::string place_of(const std::string& error, int argc, const char* const* argv) const;

 private:
    std::string place(int line) const;

    const CLI::App& app_;
    mutable std::map<std::string, int> lines_;  // CLI11 calls a const function only
};

}  // namespace indaba::broker

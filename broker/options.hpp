#pragma once
/// What the operator wants: from flags, INDABA_* in the environment, and a TOML file, in this
/// order of strength. The only file that knows CLI11.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace indaba::broker {

struct Options {
    enum class Command { serve, verify };
    Command command = Command::serve;
    std::filesystem::path data;
    std::vector<std::string> bind;  // addresses; empty: this machine only
    int port = 5000;                // 0: any free one
    bool json_log = false;
    bool debug_log = false;
};

/// Nothing: the program ends now with `exit_code` (help, version, or a usage error that was told).
struct Parsed {
    std::optional<Options> options;
    int exit_code = 0;
};
Parsed parse_options(int argc, const char* const* argv);

}  // namespace indaba::broker

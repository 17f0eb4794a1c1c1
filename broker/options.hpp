#pragma once
/// What the operator wants: from flags, INDABA_* in the environment, and a TOML file, in this
/// order of strength. The only file that knows CLI11.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "broker/access/admission.hpp"
#include "broker/limits/limits.hpp"

namespace indaba::broker {

struct Options {
    enum class Command { serve, verify, order };
    Command command = Command::serve;
    std::filesystem::path data;
    std::vector<std::string> order_arguments;  // for the running broker
    std::vector<std::string> bind;             // addresses; empty: all of this machine
    int port = 5000;                           // 0: any free one
    Access access = Access::nearby;
    std::optional<std::uint64_t> history_for_new;  // how many entries; nothing: all
    AllLimits limits;
    bool announce = true;
    bool plain = false;
    bool supervise = false;
    bool json_log = false;
    bool debug_log = false;
};

/// Nothing: the program ends now with `exit_code` (help, version, or a usage error that was told).
struct ParsedOptions {
    std::optional<Options> options;
    int exit_code = 0;
};
ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace indaba::broker

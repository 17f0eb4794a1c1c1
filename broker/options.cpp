#include "broker/options.hpp"

#include <CLI/CLI.hpp>

#include "broker/data_lock.hpp"

namespace indaba::broker {

Parsed parse_options(int argc, const char* const* argv) {
    Options options;
    std::string data = default_data().string();
    std::string log_format = "human";
    std::string log_level = "info";

    CLI::App app{"indaba-broker: the broker of a small, self-hosted team chat."};
    app.set_version_flag("--version", "indaba-broker " INDABA_VERSION);
    app.add_option("--data", data, "Directory of the journal")
        ->envname("INDABA_DATA")
        ->capture_default_str();
    app.add_option("--bind", options.bind,
                   "Address to listen at, may be repeated (default: this machine only)")
        ->envname("INDABA_BIND");
    app.add_option("--port", options.port, "Port to listen at; 0: any free one")
        ->envname("INDABA_PORT")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    app.add_option("--log-format", log_format, "human or json")
        ->envname("INDABA_LOG_FORMAT")
        ->check(CLI::IsMember({"human", "json"}))
        ->capture_default_str();
    app.add_option("--log-level", log_level, "info, or debug for every message (never its text)")
        ->envname("INDABA_LOG_LEVEL")
        ->check(CLI::IsMember({"info", "debug"}))
        ->capture_default_str();
    app.allow_config_extras(CLI::config_extras_mode::error);
    app.set_config("--config", "", "TOML file with the same names")->envname("INDABA_CONFIG");
    CLI::App* verify = app.add_subcommand(
        "verify", "Check the whole journal, also beside a running broker, and change nothing");
    verify->fallthrough();  // its --data is ours

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int shown = app.exit(error);
        return {std::nullopt, shown == 0 ? 0 : 2};
    }
    options.data = data;
    options.json_log = log_format == "json";
    options.debug_log = log_level == "debug";
    if (verify->parsed()) options.command = Options::Command::verify;
    return {options, 0};
}

}  // namespace indaba::broker

#include "broker/options.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <map>

#include "broker/process/data_directory_lock.hpp"
#include "common/base/number.hpp"

namespace indaba::broker {
namespace {

const std::map<std::string, Access> access_modes{{"nearby", Access::nearby},
                                                 {"open", Access::open},
                                                 {"invite", Access::invite},
                                                 {"closed", Access::closed}};

/// "all", "none", or how many.
std::string check_history(const std::string& text) {
    return text == "all" || text == "none" || parse_number<std::uint64_t>(text)
               ? ""
               : "all, none or a number";
}

std::optional<std::uint64_t> parse_history(const std::string& text) {
    if (text == "all") return std::nullopt;
    return text == "none" ? 0 : parse_number<std::uint64_t>(text);
}

/// "90", "90s", "15m", "12h", "7d", "never"; nothing for anything else.
std::optional<std::uint64_t> parse_seconds(std::string text) {
    const std::map<char, std::uint64_t> units{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    if (text == "never") return 0;
    std::uint64_t unit = 1;
    if (!text.empty() && units.contains(text.back())) {
        unit = units.at(text.back());
        text.pop_back();
    }
    const auto number = parse_number<std::uint64_t>(text);
    if (!number || *number == 0 || *number > 10ull * 365 * 86400 / unit) return std::nullopt;
    return *number * unit;
}

std::string check_duration(const std::string& text) {
    return parse_seconds(text) ? "" : "a time like 30m, 12h, 7d, or never";
}

std::string check_limit(const std::string& text) {
    AllLimits limits;
    return set_limit(limits, text);
}

/// The table, for --help.
std::string limits_help() {
    std::string text =
        "\nLimits (--limit NAME=VALUE; a burst and then a rate per s, min or h, or off):\n";
    for (const LimitRow& row : limit_table())
        text += fmt::format("  {:<42}{}\n", fmt::format("{}={}", row.name, limit_value({}, row)),
                            row.what);
    return text;
}

/// What is asked of the running broker.
struct OperatorCommands {
    std::string target, new_value, expires = "7d";
    std::uint64_t uses = 1;
    std::map<std::string, CLI::App*> subcommands;

    void add(CLI::App& app, const std::string& word, const std::string& says,
             const std::string& other_name = {}) {
        CLI::App* command = app.add_subcommand(word, says);
        command->fallthrough();  // its --data is ours
        command->add_option("WHOM", target, "A name, or a key as indaba-cli key show tells it")
            ->required();
        if (!other_name.empty())
            command->add_option(other_name, new_value, "What it becomes")->required();
        subcommands[word] = command;
    }
    void add_plain(CLI::App& app, const std::string& word, const std::string& says) {
        subcommands[word] = app.add_subcommand(word, says);
        subcommands[word]->fallthrough();
    }
    std::vector<std::string> arguments() const {
        for (const auto& [word, command] : subcommands) {
            if (!command->parsed()) continue;
            if (word == "invite")
                return {word, std::to_string(uses),
                        std::to_string(parse_seconds(expires).value_or(1))};
            std::vector<std::string> result{word};
            if (!target.empty()) result.push_back(target);
            if (!new_value.empty()) result.push_back(new_value);
            return result;
        }
        return {};
    }
};

void add_operator_commands(CLI::App& app, OperatorCommands& commands) {
    commands.add_plain(app, "invite", "Make a link that lets somebody in");
    commands.subcommands["invite"]
        ->add_option("--expires", commands.expires, "When it ends: 30m, 12h, 7d, never")
        ->check(check_duration)
        ->capture_default_str();
    commands.subcommands["invite"]
        ->add_option("--uses", commands.uses, "How many may use it")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    commands.add(app, "allow", "Put somebody on the allow-list");
    commands.add(app, "ban", "Put somebody out and keep them out");
    commands.add(app, "unban", "Take a ban back");
    commands.add(app, "kick", "Put somebody out; they may come back");
    commands.add(app, "op", "Make somebody an operator: /kick, /ban, /rename in the clients");
    commands.add(app, "deop", "Take that back");
    commands.add(app, "rename", "Give somebody another name", "NAME");
    commands.add(app, "rebind", "Give somebody's name to another key: theirs is lost", "KEY");
    commands.add_plain(app, "who", "Tell who is here, with their keys");
    commands.add_plain(app, "status", "Tell how the running broker is");
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
    Options options;
    std::string data = default_data_directory().string();
    std::string log_format = "human";
    std::string log_level = "info";

    CLI::App app{"indaba-broker: the broker of a small, self-hosted team chat."};
    app.set_version_flag("--version", "indaba-broker " INDABA_VERSION);
    app.add_option("--data", data, "Directory of the journal")
        ->envname("INDABA_DATA")
        ->capture_default_str();
    app.add_option("--bind", options.bind,
                   "Address to listen at, may be repeated (default: all of this machine)")
        ->envname("INDABA_BIND");
    app.add_option("--port", options.port, "Port to listen at; 0: any free one")
        ->envname("INDABA_PORT")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    std::string access = "nearby", history = "all";
    bool no_announce = false;
    app.add_option("--access", access,
                   "Who comes in: nearby (this machine and its networks, private addresses), open "
                   "(anybody), invite, closed (the allow-list alone)")
        ->envname("INDABA_ACCESS")
        ->check(CLI::IsMember({"nearby", "open", "invite", "closed"}))
        ->capture_default_str();
    app.add_option("--history-for-new", history, "What a newcomer may read: all, none or a number")
        ->envname("INDABA_HISTORY_FOR_NEW")
        ->check(check_history)
        ->capture_default_str();
    app.add_flag("--no-announce", no_announce,
                 "Do not tell the broker's key at the next port; then people need the join link");
    app.add_flag("--insecure-plain", options.plain,
                 "No encryption, and anybody can be anybody; on this machine only");
    app.add_flag("--supervise,!--no-supervise", options.supervise,
                 "Start the broker again whenever it ends unasked or hangs; not under systemd")
        ->envname("INDABA_SUPERVISE");
    std::vector<std::string> limits;
    app.add_option("--limit", limits, "NAME=VALUE, may be repeated; see the table below")
        ->envname("INDABA_LIMIT")
        ->delimiter(' ')
        ->check(check_limit);
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
    OperatorCommands commands;
    add_operator_commands(app, commands);
    app.require_subcommand(0, 1);
    app.footer(limits_help());  // last: subcommands made before do not repeat it

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int shown = app.exit(error);
        return {std::nullopt, shown == 0 ? 0 : 2};
    }
    options.data = data;
    options.json_log = log_format == "json";
    options.debug_log = log_level == "debug";
    options.access = access_modes.at(access);
    options.history_for_new = parse_history(history);
    options.announce = !no_announce;
    for (const std::string& limit : limits) set_limit(options.limits, limit);
    options.order_arguments = commands.arguments();
    if (!options.order_arguments.empty()) options.command = Options::Command::order;
    if (verify->parsed()) options.command = Options::Command::verify;
    return {options, 0};
}

}  // namespace indaba::broker

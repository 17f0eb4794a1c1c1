#include "broker/options.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <map>
#include <memory>

#include "broker/address_options.hpp"
#include "broker/options_file.hpp"
#include "broker/process/data_directory_lock.hpp"
#include "common/base/command_line.hpp"
#include "common/base/number.hpp"

namespace indaba::broker {
namespace {

const std::map<std::string, Access> access_modes{{"nearby", Access::nearby},
                                                 {"open", Access::open},
                                                 {"invite", Access::invite},
                                                 {"closed", Access::closed}};

/// Returns an error, or an empty string for "all", "none" or a number.
std::string check_history(const std::string& text) {
    return text == "all" || text == "none" || parse_number<std::uint64_t>(text)
               ? ""
               : "all, none or a number";
}

std::optional<std::uint64_t> parse_history(const std::string& text) {
    if (text == "all") return std::nullopt;
    return text == "none" ? 0 : parse_number<std::uint64_t>(text);
}

/// Parses "90s", "15m", "12h", "7d" and "never", which is 0. A number alone is no duration: whoever
/// writes 7 does not mean seconds.
std::optional<std::uint64_t> parse_seconds(std::string text) {
    const std::map<char, std::uint64_t> units{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    if (text == "never") return 0;
    if (text.empty() || !units.contains(text.back())) return std::nullopt;
    const std::uint64_t unit = units.at(text.back());
    text.pop_back();
    const auto number = parse_number<std::uint64_t>(text);
    if (!number || *number == 0 || *number > 10ull * 365 * 86400 / unit) return std::nullopt;
    return *number * unit;
}

std::string check_duration(const std::string& text) {
    return parse_seconds(text) ? "" : "must be a duration like 90s, 30m, 12h, 7d, or never";
}

std::string check_path(const std::string& text) {
    return text.empty() ? "an empty name is no directory" : "";
}

std::string check_file(const std::string& text) {
    return text.empty() ? "an empty name is no file" : "";
}

std::string check_target(const std::string& text) {
    return text.empty() ? "must be a name or a key" : "";
}

std::string check_room(const std::string& text) {
    return text.empty() ? "must be the title of a room, or its id" : "";
}

std::string check_limit(const std::string& text) {
    AllLimits limits;
    return set_limit(limits, text);
}

std::string log_help() {
    return "\nThe log goes to standard output, so there is no file of it to rotate: the journal of "
           "systemd does that,\nor a pipe, for example: indaba-broker | rotatelogs LOG 86400\n";
}

/// Returns the table of limits for --help.
std::string limits_help() {
    std::string text =
        "\nLimits (--limit NAME=VALUE; a rate is a burst and a refill per s, min or h, or off):\n";
    for (const LimitRow& row : limit_table())
        text += fmt::format("  {:<42}{}\n", fmt::format("{}={}", row.name, limit_value({}, row)),
                            row.what);
    return text;
}

/// The subcommand `room`, whose own subcommands are the orders.
struct RoomCommands {
    CLI::App* room = nullptr;
    std::string title, topic, owner;
    bool is_private = false, from_joining = false;

    CLI::App* add(const std::string& name, const std::string& help) const {
        CLI::App* command = room->add_subcommand(name, help);
        command->fallthrough();
        return command;
    }
    CLI::App* add_with_room(const std::string& name, const std::string& help) {
        CLI::App* command = add(name, help);
        command
            ->add_option("ROOM", title, "The title of a room, or its id as `room list` prints it")
            ->required()
            ->check(check_room);
        return command;
    }
    std::vector<std::string> arguments() const {
        const std::string order = room->get_subcommands().front()->get_name();
        if (order == "list") return {"room", order};
        if (order != "create") return {"room", order, title};
        return {"room",
                order,
                title,
                topic,
                owner,
                is_private ? "private" : "open",
                from_joining ? "from-joining" : "all"};
    }
};

void add_room_commands(CLI::App& app, RoomCommands& commands) {
    commands.room = app.add_subcommand("room", "List, create, archive and reopen rooms");
    commands.room->fallthrough();
    commands.room->require_subcommand(1);
    commands.add("list", "List all rooms, private ones too, with their members and owners");
    CLI::App* create = commands.add("create", "Create a room; without --owner it has no member");
    create->add_option("TITLE", commands.title, "The title, without #")
        ->required()
        ->check(check_room);
    create->add_option("--topic", commands.topic, "What the room is about");
    create->add_option("--owner", commands.owner, "A name or a key: the first member and owner")
        ->check(check_target);
    create->add_flag("--private", commands.is_private,
                     "Only members see it, and they add people; for good");
    create->add_flag("--from-joining", commands.from_joining,
                     "A member reads what is said after its joining only; for good");
    commands.add_with_room("archive", "Make a room read-only and hide it from the lists");
    commands.add_with_room("reopen", "Undo an archive");
    commands.add_with_room("members", "List the members of a room, with their keys");
}

/// The subcommands that ask the running broker, and the arguments that they were given.
struct OperatorCommands {
    std::string target, new_value, expires = "7d";
    std::uint64_t uses = 1;
    std::map<std::string, CLI::App*> subcommands;
    RoomCommands rooms;

    CLI::App* add(CLI::App& app, const std::string& name, const std::string& help) {
        subcommands[name] = app.add_subcommand(name, help);
        subcommands[name]->fallthrough();  // so that --data may follow the subcommand
        return subcommands[name];
    }
    CLI::App* add_with_target(CLI::App& app, const std::string& name, const std::string& help) {
        CLI::App* command = add(app, name, help);
        command->add_option("WHOM", target, "A name, or a key as `indaba-cli key show` prints it")
            ->required()
            ->check(check_target);
        return command;
    }
    std::vector<std::string> arguments() const {
        if (rooms.room->parsed()) return rooms.arguments();
        for (const auto& [name, command] : subcommands) {
            if (!command->parsed()) continue;
            if (name == "invite")
                return {name, std::to_string(uses),
                        std::to_string(parse_seconds(expires).value_or(1))};
            std::vector<std::string> result{name};
            if (!target.empty()) result.push_back(target);
            if (!new_value.empty()) result.push_back(new_value);
            return result;
        }
        return {};
    }
};

void add_operator_commands(CLI::App& app, OperatorCommands& commands) {
    CLI::App* invite = commands.add(app, "invite", "Create an invite and print its link");
    invite->add_option("--expires", commands.expires, "Time until it expires: 30m, 12h, 7d, never")
        ->check(check_duration)
        ->capture_default_str();
    invite->add_option("--uses", commands.uses, "Number of people who may use it")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    commands.add_with_target(app, "allow", "Add a person to the allow list");
    commands.add_with_target(app, "ban", "Disconnect a person and keep them out");
    commands.add_with_target(app, "unban", "Remove a ban");
    commands.add_with_target(app, "kick", "Disconnect a person, who may reconnect");
    commands.add_with_target(app, "op",
                             "Make a person an operator: /kick, /ban, /rename in the clients");
    commands.add_with_target(app, "deop", "Make an operator an ordinary member again");
    commands.add_with_target(app, "rename", "Give a person another name")
        ->add_option("NAME", commands.new_value, "The new name")
        ->required()
        ->check(check_target);
    commands.add_with_target(app, "rebind", "Give a name to another key, when its key is lost")
        ->add_option("KEY", commands.new_value, "The new key")
        ->required()
        ->check(check_target);
    add_room_commands(app, commands.rooms);
    commands.add(app, "who", "List the people who are online, with their keys");
    commands.add(app, "status", "Show the state of the running broker");
    commands.add(app, "links",
                 "Print the join links, the digits of the broker's key, and who is admitted");
}

/// The options that need conversion after parsing.
struct RawOptions {
    std::string data;
    std::vector<std::string> bind;
    std::string access = "nearby";
    std::string history = "all";
    std::string log_format = "human";
    std::string log_level = "info";
    std::vector<std::string> limits;
    bool no_announce = false;
};

void add_network_options(CLI::App& app, Options& options, RawOptions& raw) {
    app.add_option("--bind", raw.bind,
                   "Address or network interface to listen at; may be repeated, or separated by "
                   "blanks or commas (default: every address)")
        ->envname("INDABA_BIND")
        ->check(check_addresses);
    app.add_option("--port", options.port, "Port to listen at; 0: any free port")
        ->envname("INDABA_PORT")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    app.add_option("--peers", options.peers,
                   "Address, perhaps with :PORT, at which the other brokers of the same database "
                   "reach this one (default: as people do, and any free port)")
        ->envname("INDABA_PEERS")
        ->needs("--journal")
        ->check(check_peers);
    app.add_flag("--no-announce", raw.no_announce,
                 "Do not serve the broker's public key at the next port; people then need the "
                 "join link");
    app.add_flag("--insecure-plain", options.plain,
                 "No encryption: every user of this machine can use any account; loopback only");
}

void add_access_options(CLI::App& app, RawOptions& raw) {
    app.add_option("--access", raw.access,
                   "Who may connect: nearby (this machine, its networks, private addresses), open "
                   "(anyone), invite (invited people), closed (the allow list only)")
        ->envname("INDABA_ACCESS")
        ->check(CLI::IsMember(access_modes))
        ->capture_default_str();
    app.add_option("--history-for-new", raw.history,
                   "Earlier messages that a new account may read: all, none or a number")
        ->envname("INDABA_HISTORY_FOR_NEW")
        ->check(check_history)
        ->capture_default_str();
    app.add_option("--limit", raw.limits, "NAME=VALUE; may be repeated; see the table below")
        ->envname("INDABA_LIMIT")
        ->delimiter(' ')
        ->check(check_limit);
}

void add_journal_options(CLI::App& app, Options& options, RawOptions& raw) {
    app.add_option("--data", raw.data,
                   "Directory of the journal and the key (default: $XDG_DATA_HOME/indaba-broker, "
                   "or ~/.local/share/indaba-broker)")
        ->envname("INDABA_DATA")
        ->check(check_path);
    app.add_option(
           "--journal", options.journal,
           "Keep the journal in a PostgreSQL database: postgresql://HOST/DATABASE, or words "
           "like service=indaba; a password belongs into the file that PGPASSFILE names")
        ->envname("INDABA_JOURNAL");
    app.add_flag("--require-standby", options.require_standby,
                 "Use that database only while a synchronous standby follows it")
        ->envname("INDABA_REQUIRE_STANDBY")
        ->needs("--journal");
    app.add_flag(
           "--new-key", options.may_be_new.key,
           "Make a new key, once, if the journal's own is lost: every client then warns of an "
           "impostor")
        ->configurable(false);
    app.add_flag("--new-journal", options.may_be_new.journal,
                 "Begin an empty journal, once, if the key's own is lost")
        ->configurable(false);
}

void add_process_options(CLI::App& app, Options& options, RawOptions& raw) {
    app.add_flag("--supervise,!--no-supervise", options.supervise,
                 "Restart the broker when it crashes or hangs; not for use under systemd")
        ->envname("INDABA_SUPERVISE");
    app.add_option("--log-format", raw.log_format, "human or json")
        ->envname("INDABA_LOG_FORMAT")
        ->check(CLI::IsMember({"human", "json"}))
        ->capture_default_str();
    app.add_option("--log-level", raw.log_level,
                   "info, or debug: a line for every message, without its text")
        ->envname("INDABA_LOG_LEVEL")
        ->check(CLI::IsMember({"info", "debug"}))
        ->capture_default_str();
    app.set_config("--config", "", "TOML file with the same names, as `options` prints it")
        ->envname("INDABA_CONFIG");
}

void add_backup(CLI::App& app, BackupOptions& options) {
    CLI::App* backup = app.add_subcommand(
        "backup", "Write journal and key into one file; the broker may be running");
    backup->fallthrough();
    backup->add_option("FILE", options.to, "The new file, or - for standard output")->required();
    backup->add_flag("!--without-key", options.with_key, "Leave the broker's secret key out");
    backup->add_flag("--force", options.overwrite, "Overwrite an existing file");
}

void add_restore(CLI::App& app, RestoreOptions& options) {
    CLI::App* restore = app.add_subcommand(
        "restore",
        "Make a new journal that continues a lost one, in a directory without one or an empty "
        "database; no broker runs");
    restore->fallthrough();
    restore
        ->add_option("--from", options.from,
                     "A backup, or what `export` wrote (- for standard input); or files that "
                     "`indaba-cli export` wrote, of one server. These are not signed: whoever "
                     "restores from them trusts the people that they come from")
        ->required()
        ->check(check_file);
}

void add_export(CLI::App& app, ExportOptions& options) {
    CLI::App* command = app.add_subcommand(
        "export",
        "Write the journal into one file, from which import makes it elsewhere; the broker may be "
        "running");
    command->fallthrough();
    command
        ->add_option("FILE", options.to,
                     "The new file, or - for standard output. It holds everything that was said, "
                     "and not the broker's key")
        ->required()
        ->check(check_file);
    command->add_flag("--json", options.json,
                      "In a readable form, one JSON object in each line, which cannot be imported");
    command->add_flag("--force", options.overwrite, "Overwrite an existing file");
}

void add_import(CLI::App& app, std::filesystem::path& from) {
    CLI::App* command = app.add_subcommand(
        "import",
        "Make the journal that export wrote in a directory without one, or in an empty database; "
        "no broker runs");
    command->fallthrough();
    command->add_option("FILE", from, "What export wrote, or - for standard input")
        ->required()
        ->check(check_file);
}

/// Returns the command of the parsed subcommand; every other subcommand is an order.
Options::Command parsed_command(const CLI::App& app) {
    using Command = Options::Command;
    static const std::map<std::string, Command> commands{
        {"verify", Command::verify},         {"backup", Command::backup},
        {"restore", Command::restore},       {"export", Command::export_journal},
        {"import", Command::import_journal}, {"options", Command::show_options}};
    const auto parsed = app.get_subcommands();
    if (parsed.empty()) return Command::serve;
    const auto found = commands.find(parsed.front()->get_name());
    return found == commands.end() ? Command::order : found->second;
}

void convert(const RawOptions& raw, Options& options) {
    options.data = raw.data.empty() ? default_data_directory() : data_directory(raw.data);
    for (const std::string& text : raw.bind)
        for (std::string& address : split_addresses(text))
            options.bind.push_back(std::move(address));
    options.json_log = raw.log_format == "json";
    options.debug_log = raw.log_level == "debug";
    options.access = access_modes.at(raw.access);
    options.history_for_new = parse_history(raw.history);
    options.announce = !raw.no_announce;
    for (const std::string& limit : raw.limits) set_limit(options.limits, limit);
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
    Options options;
    RawOptions raw;
    OperatorCommands commands;
    CLI::App app{"indaba-broker: the broker of a small, self-hosted team chat."};
    app.set_version_flag("--version", "indaba-broker " INDABA_VERSION);
    add_journal_options(app, options, raw);
    add_process_options(app, options, raw);
    add_network_options(app, options, raw);
    add_access_options(app, raw);
    CLI::App* verify = app.add_subcommand(
        "verify", "Check the whole journal without changing it; the broker may be running");
    verify->fallthrough();  // so that --data may follow the subcommand
    verify->add_option("FILE", options.verify, "A journal or a backup, instead of --data's");
    add_backup(app, options.backup);
    add_restore(app, options.restore);
    add_export(app, options.export_journal);
    add_import(app, options.import_journal);
    CLI::App* show_options = app.add_subcommand(
        "options", "Print the options in force as a TOML file for --config, and exit");
    show_options->fallthrough();
    add_operator_commands(app, commands);
    app.require_subcommand(0, 1);
    app.footer(log_help() + limits_help());  // last: subcommands inherit an earlier footer
    const auto file = std::make_shared<OptionsFile>(app);
    app.config_formatter(file);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool is_wrong = error.get_exit_code() != 0;
        return {
            std::nullopt,
            print_outcome(app, error, is_wrong ? file->place_of(error.what(), argc, argv) : "")};
    }
    convert(raw, options);
    options.order_arguments = commands.arguments();
    options.command = parsed_command(app);
    return {options, 0};
}

}  // namespace indaba::broker

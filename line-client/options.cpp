#include "line-client/options.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>

#include "common/client/home/home.hpp"
#include "line-client/base/exit_codes.hpp"

namespace indaba::line {
namespace {

/// As written; judged and turned into Options after CLI11 has read it all.
struct RawOptions {
    bool trust = false, plain = false;
    std::string key_owner, file;
    std::string server, name, home;
    bool json = false;
    std::string room, to, id, text, as = "tail", with;
    double timeout_s = 10;
    std::uint64_t count = 0, after = 0, before = 0, limit = 50;
};

std::string is_server(const std::string& text) {
    return client::parse_destination(text) ? "" : "not HOST, HOST:PORT or a join link: " + text;
}

std::string is_id(const std::string& text) {
    const auto raw = from_hex(text);
    return raw && raw->size() == MessageId::length ? "" : "an id has 32 hexadecimal digits";
}

/// CLI11 alone would take "-1" for a very large number.
std::string is_number(const std::string& text) {
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? "" : "must be a number, 0 or more";
}

std::string is_positive(const std::string& text) {
    const bool positive =
        is_number(text).empty() && text.find_first_not_of('0') != std::string::npos;
    return positive ? "" : "must be a number, 1 or more";
}

/// A range alone lets "nan" pass.
std::string is_finite(const std::string& text) {
    return std::isfinite(std::strtod(text.c_str(), nullptr)) ? "" : "must be a number";
}

void add_common(CLI::App& app, RawOptions& raw) {
    app.add_option("--server", raw.server,
                   "Where the broker listens (default: the last one, else 127.0.0.1:5000)")
        ->type_name("HOST[:PORT]|LINK")
        ->envname("INDABA_SERVER")
        ->check(is_server);
    app.add_option("--name", raw.name, "The name to be known by (default: the last one)")
        ->type_name("NAME")
        ->envname("INDABA_NAME");
    app.add_flag("--trust", raw.trust,
                 "Trust a broker never seen before, whatever key it says it has");
    app.add_flag("--insecure-plain", raw.plain,
                 "No encryption; for a broker that was started so too");
    app.add_option("--home", raw.home, "Directory of the key and of what is kept")
        ->type_name("DIR")
        ->envname("INDABA_HOME");
}

void add_send(CLI::App& app, RawOptions& raw) {
    CLI::App* send = app.add_subcommand(
        "send",
        "Say one text and end when it is stored (0), refused (1), could not be sent (3) "
        "or has no receipt in time (4)");
    auto* room = send->add_option("--room", raw.room, "Say it in this room (default: #lobby)");
    send->add_option("--to", raw.to, "Whisper it to this name")->excludes(room);
    send->add_option("--id", raw.id, "Id of the message: a repeat with the same id is harmless")
        ->type_name("HEX")
        ->check(is_id);
    send->add_option("--timeout", raw.timeout_s, "Seconds to wait for the receipt")
        ->capture_default_str()
        ->check(is_finite)
        ->check(CLI::Range(0.1, 86400.0));
    send->add_flag("--json", raw.json, "Print the stored entry as a JSON line");
    send->add_option("text", raw.text, "The text; - reads it from standard input")
        ->type_name("TEXT")
        ->required();
}

void add_tail(CLI::App& app, RawOptions& raw) {
    CLI::App* tail = app.add_subcommand(
        "tail", "Print what was missed since the last time under this ID, then what is said");
    tail->add_flag("--json", raw.json, "Print JSON lines");
    tail->add_option("--count", raw.count, "End after this many entries")->check(is_positive);
    tail->add_option("--as", raw.as, "Whose position to go on from and to keep")
        ->type_name("ID")
        ->capture_default_str();
}

void add_history(CLI::App& app, RawOptions& raw) {
    CLI::App* history = app.add_subcommand("history", "Print what was said, oldest first");
    auto* room = history->add_option("--room", raw.room, "Of this room (default: #lobby)");
    history->add_option("--with", raw.with, "Of the whispers with this name")->excludes(room);
    history->add_option("--after", raw.after, "Only entries with a higher number")
        ->check(is_number);
    history->add_option("--before", raw.before, "Only entries with a lower number")
        ->check(is_number);
    history->add_option("--limit", raw.limit, "At most this many entries")
        ->capture_default_str()
        ->check(is_positive);
    history->add_flag("--json", raw.json, "Print JSON lines");
}

bool given(const CLI::App& command, const std::string& option) {
    return command.get_option(option)->count() > 0;
}

template <class T>
std::optional<T> if_given(const CLI::App& command, const std::string& option, const T& value) {
    return given(command, option) ? std::optional<T>(value) : std::nullopt;
}

SendOptions send_of(const CLI::App& command, const RawOptions& raw) {
    SendOptions send;
    send.room = if_given(command, "--room", raw.room);
    send.to = if_given(command, "--to", raw.to);
    if (given(command, "--id")) send.id = MessageId::from(from_hex(raw.id).value_or(""));
    send.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(raw.timeout_s * 1000));
    send.json = raw.json;
    send.text = raw.text;
    return send;
}

TailOptions tail_of(const CLI::App& command, const RawOptions& raw) {
    return {raw.json, if_given(command, "--count", raw.count), raw.as};
}

HistoryOptions history_of(const CLI::App& command, const RawOptions& raw) {
    return {if_given(command, "--room", raw.room),
            if_given(command, "--with", raw.with),
            if_given(command, "--after", raw.after),
            if_given(command, "--before", raw.before),
            raw.limit,
            raw.json};
}

Command key_command_of(const CLI::App& key, const RawOptions& raw) {
    if (key.got_subcommand("fingerprint")) return KeyFingerprintOptions{raw.key_owner};
    if (key.got_subcommand("export")) return KeyExportOptions{raw.file};
    if (key.got_subcommand("import")) return KeyImportOptions{raw.file};
    return KeyShowOptions{};
}

Command command_of(const CLI::App& app, const RawOptions& raw) {
    if (app.got_subcommand("send")) return send_of(*app.get_subcommand("send"), raw);
    if (app.got_subcommand("tail")) return tail_of(*app.get_subcommand("tail"), raw);
    if (app.got_subcommand("history")) return history_of(*app.get_subcommand("history"), raw);
    if (app.got_subcommand("who")) return WhoOptions{raw.json};
    if (app.got_subcommand("ping")) return PingOptions{};
    if (app.got_subcommand("key")) return key_command_of(*app.get_subcommand("key"), raw);
    return ChatOptions{};
}

CommonOptions common_of(const RawOptions& raw) {
    CommonOptions common;
    if (!raw.server.empty()) common.server = client::parse_destination(raw.server);
    common.name = raw.name;
    common.trust = raw.trust;
    common.plain = raw.plain;
    common.home = raw.home.empty() ? client::default_home() : std::filesystem::path(raw.home);
    return common;
}

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
    CLI::App app("Indaba without a screen: chat in a terminal, and say or read from scripts.",
                 "indaba-cli");
    app.set_version_flag("--version", "indaba-cli " INDABA_VERSION);
    app.require_subcommand(0, 1);
    app.fallthrough();  // --server and the like may also follow the command
    app.footer(
        "Exit codes: 0 done, 1 refused, 2 usage, 3 could not connect and nothing was sent,\n"
        "4 sent but no receipt in time.");
    RawOptions raw;
    add_common(app, raw);
    app.add_subcommand("chat", "Talk; also without any command (/help there tells more)");
    add_send(app, raw);
    add_tail(app, raw);
    add_history(app, raw);
    app.add_subcommand("who", "Print who is here")
        ->add_flag("--json", raw.json, "Print JSON lines");
    app.add_subcommand("ping", "Ask whether an Indaba broker answers: 0 yes, 3 no");
    CLI::App* key = app.add_subcommand("key", "The key of this home");
    key->require_subcommand(1);
    key->add_subcommand("show", "Print the account: the public half of the key");
    key->add_subcommand("fingerprint", "Print the key of somebody and its fingerprint")
        ->add_option("NAME", raw.key_owner, "Whose (default: the own one)");
    key->add_subcommand("export", "Write the key into a file that a passphrase opens")
        ->add_option("FILE", raw.file, "A new file")
        ->required();
    key->add_subcommand("import", "Take the key from such a file, for the same account here")
        ->add_option("FILE", raw.file, "The file")
        ->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_code::done : exit_code::usage;
    }
    return Options{common_of(raw), command_of(app, raw)};
}

}  // namespace indaba::line

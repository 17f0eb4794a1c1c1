#include "line-client/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "common/base/command_line.hpp"
#include "common/base/path_text.hpp"
#include "common/client/home/home.hpp"
#include "common/keys/join_link.hpp"

namespace indaba::line {
namespace {

/// The values as CLI11 reads them; they become Options afterwards.
struct RawOptions {
    bool trust = false, plain = false, numbers = false;
    std::string key_owner, file;
    std::string server, link, name, home, keep_local;
    bool json = false, wait = false, any_name = false;
    std::string room, to, id, text, as = "tail", with;
    std::vector<std::string> query;
    bool offline = false;
    double timeout_s = 10;
    std::uint64_t count = 0, after = 0, before = 0, limit = 50, reply_to = 0;
};

std::string is_server(const std::string& text) { return client::destination_problem(text); }

/// Returns an error for a mistyped command, which would be a valid host name.
std::string is_link(const std::string& text) {
    if (!looks_like_join_link(text)) return "is neither a command nor a join link, indaba://…";
    return client::destination_problem(text);
}

/// Parses 32 hexadecimal digits in either case, also with the dashes of a UUID (RFC 9562).
std::optional<MessageId> parse_id(std::string text) {
    if (text.size() == 36)
        for (const std::size_t dash : {23u, 18u, 13u, 8u})
            if (text[dash] == '-') text.erase(dash, 1);
    for (char& c : text)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    return MessageId::from_hex(text);
}

std::string is_id(const std::string& text) {
    return parse_id(text) ? "" : "an id has 32 hexadecimal digits, or is a UUID";
}

/// Returns an error for anything but digits: CLI11 alone would accept "-1" as a very large number.
std::string is_number(const std::string& text) {
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? "" : "must be a number, 0 or more";
}

std::string is_positive(const std::string& text) {
    const bool positive =
        is_number(text).empty() && text.find_first_not_of('0') != std::string::npos;
    return positive ? "" : "must be a number, 1 or more";
}

void add_common(CLI::App& app, RawOptions& raw) {
    app.add_option("--server", raw.server,
                   "Address or join link of the server (default: the last one used, else "
                   "127.0.0.1:5000); of several brokers with commas between their addresses")
        ->type_name("HOST[:PORT][,...]|LINK")
        ->envname("INDABA_SERVER")
        ->check(is_server);
    app.add_option("LINK", raw.link, "A join link, indaba://…; the same as --server");
    app.add_option("--name", raw.name, "Your name on the server (default: the last one used)")
        ->type_name("NAME")
        ->envname("INDABA_NAME");
    app.add_option("--home", raw.home,
                   "Directory of your key, settings and unsent messages (default: "
                   "~/.local/share/indaba, on Windows %LOCALAPPDATA%\\indaba)")
        ->type_name("DIR")
        ->envname("INDABA_HOME")
        ->check(is_not_empty);
    app.add_option(
           "--keep-local", raw.keep_local,
           "How much this home keeps for `search` and `export`: all, the messages of so many "
           "days, or none, which deletes what is kept (default: as in the settings, else "
           "all)")
        ->type_name("all|DAYS|none")
        ->check(client::keep_local_problem);
    app.add_flag("--trust", raw.trust,
                 "Accept the key of an unknown broker without a question; for scripts");
    app.add_flag("--numbers,!--no-numbers", raw.numbers,
                 "Print the number of each message, as /reply N needs it (default: only to a "
                 "terminal)");
    app.add_flag("--insecure-plain", raw.plain,
                 "Do not encrypt; only for a broker that runs with --insecure-plain");
}

CLI::Option* add_room(CLI::App& command, RawOptions& raw, const std::string& description) {
    return command.add_option("--room", raw.room, description)
        ->type_name("TITLE")
        ->check(is_not_empty);
}

void add_chat(CLI::App& app, RawOptions& raw) {
    CLI::App* chat = app.add_subcommand(
        "chat", "Chat interactively (the default). Type /help there for its commands");
    add_room(*chat, raw, "Begin in this room, and join it if need be");
}

void add_send(CLI::App& app, RawOptions& raw) {
    CLI::App* send =
        app.add_subcommand("send", "Send one message and wait until the broker has stored it");
    auto* room = add_room(*send, raw, "Send to this room of yours (default: lobby)");
    send->add_option("--to", raw.to, "Whisper to the person with this name")
        ->type_name("NAME")
        ->excludes(room);
    send->add_option("--reply-to", raw.reply_to,
                     "Answer the message with this number in that room or with that person")
        ->type_name("N")
        ->check(is_positive);
    send->add_option("--id", raw.id,
                     "Id of the message. Sending again with the same id does not store it twice")
        ->type_name("HEX")
        ->check(is_id);
    send->add_option("--timeout", raw.timeout_s, "Seconds to wait for the receipt")
        ->type_name("SECONDS")
        ->capture_default_str()
        ->check(is_finite)
        ->check(CLI::Range(0.1, 86400.0));
    send->add_flag("--json", raw.json, "Print the stored entry as one JSON object");
    send->add_flag("--any-name", raw.any_name,
                   "Send even if this account has another name than the given one");
    send->add_option("text", raw.text, "The message; - reads it from standard input")
        ->type_name("TEXT")
        ->required();
}

void add_tail(CLI::App& app, RawOptions& raw) {
    CLI::App* tail = app.add_subcommand(
        "tail", "Print the entries since the last tail with the same --as ID, then new ones");
    add_room(*tail, raw, "Only entries of this room of yours (default: of all conversations)");
    tail->add_flag("--json", raw.json, "Print one JSON object per line");
    tail->add_option("--count", raw.count, "Exit after this many entries")
        ->type_name("N")
        ->check(is_positive);
    tail->add_flag("--wait", raw.wait, "Wait for a broker that cannot be reached yet");
    tail->add_option("--as", raw.as, "Name of the saved position to continue from")
        ->type_name("ID")
        ->check(is_not_empty)
        ->capture_default_str();
}

void add_history(CLI::App& app, RawOptions& raw) {
    CLI::App* history = app.add_subcommand("history", "Print stored entries, oldest first");
    auto* room = add_room(*history, raw, "Entries of this room of yours (default: lobby)");
    history->add_option("--with", raw.with, "Whispers with the person of this name")
        ->type_name("NAME")
        ->excludes(room);
    history->add_option("--after", raw.after, "Only entries with a higher number")
        ->type_name("N")
        ->check(is_number);
    history->add_option("--before", raw.before, "Only entries with a lower number")
        ->type_name("N")
        ->check(is_number);
    history->add_option("--limit", raw.limit, "At most this many entries")
        ->type_name("N")
        ->capture_default_str()
        ->check(is_positive);
    history->add_flag("--json", raw.json, "Print one JSON object per line");
}

void add_lists(CLI::App& app, RawOptions& raw) {
    CLI::App* who = app.add_subcommand("who", "List the people who are online");
    add_room(*who, raw, "List the members of this room instead, also those who are offline");
    who->add_flag("--json", raw.json, "Print one JSON object per line");
    app.add_subcommand("rooms", "List the open rooms, and the private ones that you are in")
        ->add_flag("--json", raw.json, "Print one JSON object per line");
}

void add_copy(CLI::App& app, RawOptions& raw) {
    CLI::App* search = app.add_subcommand(
        "search", "Find messages in the copy of this home, newest first; no broker is needed");
    search
        ->add_option("QUERY", raw.query,
                     "Words, \"phrases\", -words, from:NAME, in:TITLE, in:@NAME, before:, after: "
                     "and on:2026-11-01, has:link, has:code; a query with -words stands after --")
        ->required();
    search->add_option("--limit", raw.limit, "At most this many messages")
        ->type_name("N")
        ->capture_default_str()
        ->check(is_positive);
    search->add_flag("--json", raw.json, "Print one JSON object per line");
    CLI::App* to = app.add_subcommand(
        "export", "Write all that you may read into a file, from which a server can be restored");
    to->add_option("FILE", raw.file, "The file to create")->required();
    to->add_flag("--offline", raw.offline,
                 "Write what is here already, and do not ask the broker for the rest");
}

void add_key(CLI::App& app, RawOptions& raw) {
    CLI::App* key = app.add_subcommand("key", "Show, export or import the key of this home");
    key->require_subcommand(1);
    key->add_subcommand("show", "Print your account id, which is your public key");
    key->add_subcommand("fingerprint", "Print the public key of a person and its fingerprint")
        ->add_option("NAME", raw.key_owner, "The person's name (default: yourself)");
    key->add_subcommand("export", "Write your key to a file, encrypted with a passphrase")
        ->add_option("FILE", raw.file, "The file to create")
        ->required();
    key->add_subcommand("import", "Use the key of an exported file in this home")
        ->add_option("FILE", raw.file, "The exported file")
        ->required();
}

void add_commands(CLI::App& app, RawOptions& raw) {
    add_chat(app, raw);
    add_send(app, raw);
    add_tail(app, raw);
    add_history(app, raw);
    add_lists(app, raw);
    add_copy(app, raw);
    app.add_subcommand("ping", "Check whether an Indaba broker answers (exit code 3: no)");
    add_key(app, raw);
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
    send.reply_to = if_given(command, "--reply-to", raw.reply_to);
    if (given(command, "--id")) send.id = parse_id(raw.id);
    send.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(raw.timeout_s * 1000));
    send.json = raw.json;
    send.any_name = raw.any_name;
    send.text = raw.text;
    return send;
}

TailOptions tail_of(const CLI::App& command, const RawOptions& raw) {
    return {raw.json, if_given(command, "--room", raw.room),
            if_given(command, "--count", raw.count), raw.as, raw.wait};
}

HistoryOptions history_of(const CLI::App& command, const RawOptions& raw) {
    return {if_given(command, "--room", raw.room),
            if_given(command, "--with", raw.with),
            if_given(command, "--after", raw.after),
            if_given(command, "--before", raw.before),
            raw.limit,
            raw.json};
}

WhoOptions who_of(const CLI::App& command, const RawOptions& raw) {
    return {if_given(command, "--room", raw.room), raw.json};
}

ChatOptions chat_of(const CLI::App& app, const RawOptions& raw) {
    if (!app.got_subcommand("chat")) return {};
    return {if_given(*app.get_subcommand("chat"), "--room", raw.room)};
}

Command key_command_of(const CLI::App& key, const RawOptions& raw) {
    if (key.got_subcommand("fingerprint")) return KeyFingerprintOptions{raw.key_owner};
    if (key.got_subcommand("export")) return KeyExportOptions{path_of(raw.file)};
    if (key.got_subcommand("import")) return KeyImportOptions{path_of(raw.file)};
    return KeyShowOptions{};
}

Command command_of(const CLI::App& app, const RawOptions& raw) {
    if (app.got_subcommand("send")) return send_of(*app.get_subcommand("send"), raw);
    if (app.got_subcommand("tail")) return tail_of(*app.get_subcommand("tail"), raw);
    if (app.got_subcommand("history")) return history_of(*app.get_subcommand("history"), raw);
    if (app.got_subcommand("who")) return who_of(*app.get_subcommand("who"), raw);
    if (app.got_subcommand("rooms")) return RoomsOptions{raw.json};
    if (app.got_subcommand("search"))
        return SearchOptions{CLI::detail::join(raw.query, " "), raw.limit, raw.json};
    if (app.got_subcommand("export")) return ExportOptions{path_of(raw.file), raw.offline};
    if (app.got_subcommand("ping")) return PingOptions{};
    if (app.got_subcommand("key")) return key_command_of(*app.get_subcommand("key"), raw);
    return chat_of(app, raw);
}

CommonOptions common_of(const CLI::App& app, const RawOptions& raw) {
    CommonOptions common;
    common.numbers = if_given(app, "--numbers", raw.numbers);
    const std::string& server = raw.link.empty() ? raw.server : raw.link;
    if (!server.empty()) common.server = client::parse_destination(server);
    common.name = raw.name;
    common.trust = raw.trust;
    common.plain = raw.plain;
    common.keep_local = client::parse_keep_local(raw.keep_local);
    common.home = raw.home.empty() ? client::default_home() : path_of(raw.home);
    return common;
}

/// Refuses what follows a command and does not belong to it: in `send see indaba://…`, a text of
/// several words that lacks its quotes, the link must not choose the server.
void refuse_link_after_command(const CLI::App& app, const std::string& link, int argc,
                               const char* const* argv) {
    if (link.empty() || app.get_subcommands().empty()) return;
    const std::string name = app.get_subcommands().front()->get_name();
    const auto* const end = argv + argc;
    const auto* const command = std::find(argv, end, name);
    if (std::find(argv, command, link) != command) return;
    throw CLI::ValidationError(
        link, name == "send" ? "a text of several words stands in quotes: send \"hello there\""
                             : "a join link stands before the command");
}

void refuse_empty_range(const CLI::App& app, const RawOptions& raw) {
    if (!app.got_subcommand("history")) return;
    const CLI::App& history = *app.get_subcommand("history");
    if (given(history, "--after") && given(history, "--before") && raw.before <= raw.after + 1)
        throw CLI::ValidationError("--before", "no number is between --after and --before");
}

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
    CLI::App app("Indaba in a terminal: chat, and send and read messages from scripts.",
                 "indaba-cli");
    app.allow_windows_style_options(false);  // "/who" is a text on every system
    app.set_version_flag("--version", "indaba-cli " INDABA_VERSION);
    app.require_subcommand(0, 1);
    app.fallthrough();  // --server and the other common options may also follow the command
    app.footer(
        "Exit codes: 0 success, 1 refused or failed, 2 wrong command line,\n"
        "3 not connected and nothing was sent, 4 sent but no receipt in time.");
    RawOptions raw;
    add_common(app, raw);
    add_commands(app, raw);
    try {
        app.parse(argc, argv);
        refuse_link_after_command(app, raw.link, argc, argv);
        if (const std::string wrong = is_link(raw.link); !raw.link.empty() && !wrong.empty())
            throw CLI::ValidationError(raw.link, wrong);
        refuse_empty_range(app, raw);
    } catch (const CLI::ParseError& error) {
        return print_outcome(app, error);
    }
    return Options{common_of(app, raw), command_of(app, raw)};
}

}  // namespace indaba::line

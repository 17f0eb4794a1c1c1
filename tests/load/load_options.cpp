#include "tests/load/load_options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>

#include "common/base/command_line.hpp"
#include "common/wire/protocol.hpp"
#include "tests/load/exit_codes.hpp"

namespace indaba::load {
namespace {

/// Declares what scripts that run this program need.
void declare_for_scripts(CLI::App& app, Options& options) {
    app.add_option("--openings", options.openings, "How many clients may be connecting at a time")
        ->check(CLI::Range(1, 20'000))
        ->capture_default_str();
    app.add_option("--patience", options.patience,
                   "How many seconds missing deliveries are awaited after the last post")
        ->check(CLI::Range(0.0, 3'600.0))
        ->capture_default_str();
    app.add_option("--events", options.events,
                   "Write each connection, loss and receipt of a client to this file");
    app.add_option("--broker-pid", options.broker_pid,
                   "Process id of the broker, to measure its CPU time and memory");
    app.add_flag("--json", options.json, "Print only one JSON object");
}

void declare(CLI::App& app, Options& options, std::string& server) {
    // The last value of an option counts, so that a script's options can be overridden.
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_option("--server", server, "The broker's join link (HOST:PORT with --insecure-plain)")
        ->required();
    app.add_flag("--insecure-plain", options.plain, "No encryption");
    app.add_option("--clients", options.clients, "How many clients join")
        ->check(CLI::Range(1, 20'000))
        ->capture_default_str();
    app.add_option("--senders", options.senders, "How many of them post")
        ->check(CLI::Range(1, 20'000))
        ->capture_default_str();
    app.add_option("--rate", options.rate, "Posts per second, of all senders together")
        ->check(CLI::Range(0.01, 100'000.0))
        ->capture_default_str();
    app.add_option("--seconds", options.seconds, "How many seconds they post")
        ->check(CLI::Range(0.0, 86'400.0))
        ->capture_default_str();
    app.add_option("--text-bytes", options.text_bytes,
                   "Bytes per text (at least about 40 are sent)")
        ->check(CLI::Range(std::size_t{1}, limit::body))
        ->capture_default_str();
    app.add_option("--whispers", options.whispers, "Percent of the posts that are whispers")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    app.add_option("--rooms", options.rooms,
                   "Rooms that the clients make and join, one each, and post in; 0: the lobby")
        ->check(CLI::Range(0, 2'000))
        ->capture_default_str();
}

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
    CLI::App app{
        "Runs thousands of clients in one process against a broker. Checks that no entry is lost, "
        "doubled or out of order, and measures latency."};
    app.set_version_flag("--version", "indaba-load " INDABA_VERSION);
    Options options;
    std::string server;
    declare(app, options, server);
    declare_for_scripts(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return print_outcome(app, error);
    }
    const auto parsed = client::parse_destination(server);
    const bool reachable = parsed && (parsed->broker || options.plain);
    if (!reachable || std::max(options.senders, options.rooms) > options.clients) {
        print({}, reachable ? "--senders and --rooms must not exceed --clients.\n"
                            : "--server must be the broker's join link.\n");
        return exit_code::usage;
    }
    options.server = *parsed;
    return options;
}

}  // namespace indaba::load

/// indaba-broker: opens the journal and serves, or runs a subcommand. Exit codes: 0 stopped as
/// requested, 1 the operator must fix something first, 2 wrong usage, 70 the disk or the loop
/// failed.
#include <fmt/format.h>
#include <sodium.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "broker/data/backup.hpp"
#include "broker/data/counted.hpp"
#include "broker/data/data_access.hpp"
#include "broker/data/journal_export.hpp"
#include "broker/data/journal_import.hpp"
#include "broker/data/key_pairing.hpp"
#include "broker/data/postgresql_pairing.hpp"
#include "broker/data/restore.hpp"
#include "broker/data/unfinished_journal.hpp"
#include "broker/journal/postgresql/postgresql_dump_reader.hpp"
#include "broker/journal/postgresql/postgresql_sessions.hpp"
#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "broker/options.hpp"
#include "broker/options_text.hpp"
#include "broker/order_command.hpp"
#include "broker/process/data_directory_lock.hpp"
#include "broker/process/service_notifier.hpp"
#include "broker/process/signal_handlers.hpp"
#include "broker/process/standard_output.hpp"
#include "broker/process/supervisor.hpp"
#include "broker/server/console.hpp"
#include "broker/server/server.hpp"
#include "common/base/standard_descriptors.hpp"
#include "common/keys/fingerprint.hpp"

namespace {

using namespace indaba::broker;

/// Logs the exception that ends the loop. The exit code 70 lets a supervisor restart the broker.
int run_server(Server& server, Console& console) {
    try {
        return server.run();
    } catch (const std::exception& error) {
        console.warn("failed", error.what());
        return 70;
    }
}

ServerOptions server_options(const Options& options) {
    ServerOptions result;
    result.history_for_new = options.history_for_new;
    result.limits = options.limits.accounts;
    TransportOptions& transport = result.transport;
    transport.addresses = options.bind;
    transport.port = options.port;
    transport.access = options.access;
    if (!options.journal.empty()) transport.peers = options.peers;
    transport.announce = options.announce;
    transport.data = options.data;
    transport.limits = options.limits.connections;
    return result;
}

/// A network may come up after the broker, above all at boot.
constexpr std::chrono::seconds address_patience{60};
constexpr std::chrono::milliseconds address_retry{500};

/// Returns the function that waits for an address that is not there yet: it says so once, and gives
/// up after `address_patience`.
std::function<bool(const std::string&)> wait_for_address(Console& console) {
    using Clock = std::chrono::steady_clock;
    return [&console,
            until = std::optional<Clock::time_point>()](const std::string& sentence) mutable {
        if (!until) {
            until = Clock::now() + address_patience;
            console.warn("waiting", fmt::format("{} Trying again for {} s", sentence,
                                                address_patience.count()));
        }
        if (Clock::now() >= *until) return false;
        std::this_thread::sleep_for(address_retry);
        return true;
    };
}

void log_addresses(const Transport& transport, const std::optional<indaba::Key>& key,
                   Console& console) {
    for (const std::string& address : transport.listening())
        console.info("started", fmt::format("listening on {}", address));
    for (const std::string& link : transport.join_links())
        console.info("started", fmt::format("join link {}", link));
    if (const std::string peers = transport.peers_address(); !peers.empty())
        console.info("started", fmt::format("other brokers reach this one at {}", peers));
    if (key)
        console.info("started", fmt::format("the key is {}", indaba::fingerprint(key->account)));
    else
        console.info(
            "started",
            "--insecure-plain: no encryption; every user of this machine can use any account");
}

/// Returns false when a restart would begin with nothing, as if this were the first start.
bool is_worth_a_restart(const Options& options, Console& console) {
    std::error_code ignored;
    if (!options.journal.empty() || std::filesystem::exists(options.data / "key", ignored) ||
        has_journal(options.data / journal_file_name))
        return true;
    console.warn("failed", "the data directory is gone or empty; put it back, then start again");
    return false;
}

/// Pairs the key and the journal's file. Returns the key, or nullopt without encryption.
std::optional<indaba::Key> pair_files(const Options& options) {
    if (!options.plain) return open_key_and_journal(options.data, options.may_be_new);
    open_journal_alone(options.data, options.may_be_new);
    return std::nullopt;
}

/// The journal that a broker serves, and its key; nullopt without encryption.
struct OpenedData {
    std::unique_ptr<Journal> journal;
    std::optional<indaba::Key> key;
};

OpenedData open_data(const Options& options) {
    OpenedData opened;
    if (!options.journal.empty()) {
        auto journal =
            std::make_unique<PostgresqlJournal>(options.journal, options.require_standby);
        if (!options.plain) opened.key = pair_key(options.data, *journal, options.may_be_new);
        opened.journal = std::move(journal);
        return opened;
    }
    opened.key = pair_files(options);
    opened.journal = std::make_unique<SqliteJournal>(options.data);
    return opened;
}

int serve(const Options& options, const std::function<ParsedOptions()>& parse_again) {
    ServiceNotifier notifier;  // before any thread starts
    const auto lock = lock_data_directory(options.data);
    remove_unfinished_journal(options.data);
    ServerOptions chosen = server_options(options);
    const OpenedData opened = open_data(options);
    chosen.transport.key = opened.key;
    Console console(options.json_log, options.debug_log);
    chosen.transport.wait_for_address = wait_for_address(console);
    Server server(*opened.journal, console, chosen);
    log_addresses(server.transport(), chosen.transport.key, console);
    server.on_reload([&] {
        const ParsedOptions again = parse_again();
        if (again.options) console.set_debug(again.options->debug_log);
        console.info("reload", again.options
                                   ? "the log level was read again; other options need a restart"
                                   : "the options are wrong; nothing was changed");
    });
    server.notify_service_manager(notifier);
    notifier.ready();
    const int exit_code = run_server(server, console);
    console.info("stopped", exit_code == 0 ? "every post with a receipt is stored"
                                           : "the broker ended because of a fault; see above");
    return exit_code == 70 && !is_worth_a_restart(options, console) ? 1 : exit_code;
}

/// Serves. A database that is away when a broker starts again, perhaps while a standby takes over,
/// is no fault that an operator must mend first: the exit code 70 lets a supervisor try once more.
int serve_when_possible(const Options& options, const std::function<ParsedOptions()>& parse_again) {
    try {
        return serve(options, parse_again);
    } catch (const DatabaseAway& error) {
        print_error(fmt::format("indaba-broker: {}\n", error.what()));
        std::error_code ignored;
        const bool has_served = std::filesystem::exists(options.data / "key", ignored);
        return has_served ? 70 : 1;
    }
}

/// Passes all arguments on but --supervise, which --no-supervise overrides in the environment and
/// in the file too, and what is allowed to one start alone.
int serve_supervised(const Options& options, std::vector<std::string> arguments) {
    if (options.may_be_new.key || options.may_be_new.journal) {
        const auto lock = lock_data_directory(options.data);
        if (options.journal.empty())
            pair_files(options);
        else
            open_data(options);
    }
    std::erase_if(arguments, [](const std::string& argument) {
        return argument == "--supervise" || argument.starts_with("--new-");
    });
    arguments.emplace_back("--no-supervise");
    Log log(options.json_log, options.debug_log);
    return supervise(arguments, log);
}

void print_sound(std::uint64_t entries, std::uint64_t conversations) {
    print_output(fmt::format("sound: {} in {}\n", counted(entries, "entry", "entries"),
                             counted(conversations, "conversation", "conversations")));
}

int run_verify_in_postgresql(const Options& options) {
    try {
        PostgresqlDumpReader journal(connect_once(options.journal));
        const MovedJournal found = check_journal(journal);
        print_sound(found.entries, found.conversations);
        return 0;
    } catch (const DumpFault& fault) {
        print_error(fmt::format("indaba-broker: the journal is damaged: {}\n", fault.what()));
        return 1;
    }
}

int run_verify(const Options& options) {
    if (options.verify.empty() && !options.journal.empty())
        return run_verify_in_postgresql(options);
    if (options.verify.empty()) require_access(options.data);
    const VerifyResult found =
        verify_journal(options.verify.empty() ? options.data / journal_file_name : options.verify);
    if (!found.problem.empty()) {
        print_error(fmt::format("indaba-broker: {}\n", found.problem));
        return 1;
    }
    print_sound(found.entries, found.conversations);
    return 0;
}

void run_export(const Options& options) {
    if (!options.journal.empty()) {
        PostgresqlDumpReader journal(connect_once(options.journal));
        return export_journal(journal, "The journal in PostgreSQL", options.export_journal);
    }
    require_access(options.data);
    export_journal(options.data, options.export_journal);
}

/// Runs a subcommand and returns its exit code; nullopt when the broker is to serve.
std::optional<int> run_command(const Options& options) {
    switch (options.command) {
        case Options::Command::verify:
            return run_verify(options);
        case Options::Command::backup:
            if (!options.journal.empty())
                throw std::runtime_error(
                    "backup copies a journal in a file. A database is backed up by PostgreSQL's "
                    "own tools, or by export.");
            require_access(options.data);
            back_up(options.data, options.backup);
            return 0;
        case Options::Command::restore:
            print_output(
                restore(options.data, options.restore, options.history_for_new, options.journal));
            return 0;
        case Options::Command::export_journal:
            run_export(options);
            return 0;
        case Options::Command::import_journal:
            print_output(import_journal(options.data, options.import_journal, options.journal));
            return 0;
        case Options::Command::order:
            return run_order(options);
        case Options::Command::show_options:
            print_output(options_text(options));
            return 0;
        case Options::Command::serve:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
    indaba::open_standard_descriptors();
    try {
        const auto parse = [&] { return parse_options(argc, argv); };
        const ParsedOptions parsed = parse();
        if (!parsed.options) return parsed.exit_code;
        if (sodium_init() < 0) throw std::runtime_error("libsodium does not work on this machine.");
        if (const std::optional<int> code = run_command(*parsed.options)) return *code;
        ignore_stray_signals();
        if (parsed.options->supervise)
            return serve_supervised(*parsed.options, {argv, argv + argc});
        return serve_when_possible(*parsed.options, parse);
    } catch (const std::exception& error) {
        print_error(fmt::format("indaba-broker: {}\n", error.what()));
        return 1;
    }
}

/// indaba-broker: opens the journal, serves, and says with its exit code how it ended:
/// 0 stopped, 1 the operator has something to mend first, 2 usage, 70 the disk failed.
#include <fmt/format.h>
#include <sodium.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <stdexcept>

#include "broker/console.hpp"
#include "broker/data_lock.hpp"
#include "broker/options.hpp"
#include "broker/server.hpp"
#include "broker/sqlite_journal.hpp"
#include "broker/sqlite_verify.hpp"

namespace {

using namespace indaba::broker;

/// Whatever ends the loop unasked is said; a supervisor may start it again.
int run(Server& server, Console& console) {
    try {
        return server.run();
    } catch (const std::exception& error) {
        console.trouble("failed", error.what());
        return 70;
    }
}

int serve(const Options& options, const std::function<Parsed()>& parse_again) {
    const DataLock lock(options.data);
    SqliteJournal journal(options.data);
    Console console(options.json_log, options.debug_log);
    Server server(journal, console, options.bind, options.port);
    for (const std::string& address : server.listening())
        console.say("started", fmt::format("listening on {}", address));
    console.say("started",
                "the transport is not encrypted yet, and accounts are not proven: "
                "let only people you trust reach these addresses");
    server.on_reload([&] {
        const Parsed again = parse_again();
        if (again.options) console.debug_too(again.options->debug_log);
        console.say("reload", again.options ? "the log level was read again; the rest needs a restart"
                                            : "the options are wrong, nothing was changed");
    });
    const int exit_code = run(server, console);
    console.say("stopped",
                exit_code == 0 ? "all that has a receipt is stored" : "not as asked; see above");
    return exit_code;
}

int verify(const Options& options) {
    const Verified found = verify_journal(options.data / journal_file_name);
    if (!found.problem.empty()) {
        fmt::print(stderr, "indaba-broker: {}\n", found.problem);
        return 1;
    }
    fmt::print("sound: {} entries in {} conversations\n", found.entries, found.conversations);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto parse = [&] { return parse_options(argc, argv); };
        const Parsed parsed = parse();
        if (!parsed.options) return parsed.exit_code;
        if (sodium_init() < 0) throw std::runtime_error("libsodium cannot work on this machine.");
        return parsed.options->command == Options::Command::verify ? verify(*parsed.options)
                                                                   : serve(*parsed.options, parse);
    } catch (const std::exception& error) {
        fmt::print(stderr, "indaba-broker: {}\n", error.what());
        return 1;
    }
}

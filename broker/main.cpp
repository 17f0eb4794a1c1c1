/// indaba-broker: opens the journal, serves, and says with its exit code how it ended:
/// 0 stopped, 1 the operator has something to mend first, 2 usage, 70 the disk failed.
#include <fmt/format.h>
#include <sodium.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "broker/journal/sqlite/sqlite_journal.hpp"
#include "broker/journal/sqlite/sqlite_verify.hpp"
#include "broker/options.hpp"
#include "broker/process/data_lock.hpp"
#include "broker/process/service_manager.hpp"
#include "broker/process/supervisor.hpp"
#include "broker/server/console.hpp"
#include "broker/server/control.hpp"
#include "broker/server/server.hpp"
#include "common/keys/fingerprint.hpp"
#include "common/wire/text.hpp"

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

ServerOptions server_options(const Options& options) {
    ServerOptions result;
    result.data = options.data;
    result.history_for_new = options.history_for_new;
    result.limits = options.limits;
    result.entrance.addresses = options.bind;
    result.entrance.port = options.port;
    result.entrance.access = options.access;
    result.entrance.sign_ons = options.limits.door.sign_ons;
    result.entrance.announce = options.announce;
    if (!options.plain) result.entrance.key = indaba::load_or_make_key(options.data);
    return result;
}

void say_where(const Entrance& entrance, Console& console) {
    for (const std::string& address : entrance.listening())
        console.say("started", fmt::format("listening on {}", address));
    for (const std::string& link : entrance.join_links())
        console.say("started", fmt::format("join link {}", link));
    if (entrance.encrypted())
        console.say("started", fmt::format("the key is {}",
                                           indaba::fingerprint(entrance.options().key->account)));
    else
        console.say("started",
                    "--insecure-plain: nothing is encrypted, and anybody on this machine can be "
                    "anybody");
}

int serve(const Options& options, const std::function<Parsed()>& parse_again) {
    ServiceManager manager;  // before there is another thread
    const DataLock lock(options.data);
    SqliteJournal journal(options.data);
    Console console(options.json_log, options.debug_log);
    Server server(journal, console, server_options(options));
    say_where(server.entrance(), console);
    server.on_reload([&] {
        const Parsed again = parse_again();
        if (again.options) console.debug_too(again.options->debug_log);
        console.say("reload", again.options
                                  ? "the log level was read again; the rest needs a restart"
                                  : "the options are wrong, nothing was changed");
    });
    server.watched_by(manager);
    manager.ready();
    const int exit_code = run(server, console);
    console.say("stopped",
                exit_code == 0 ? "all that has a receipt is stored" : "not as asked; see above");
    return exit_code;
}

/// The child is told what we were told, but for this; its flag outweighs environment and file.
int serve_supervised(const Options& options, std::vector<std::string> words) {
    std::erase(words, "--supervise");
    words.emplace_back("--no-supervise");
    Log log(options.json_log, options.debug_log);
    return supervise(words, log);
}

/// Peers' names are in it, and this is a terminal.
int order(const Options& options) {
    const ControlAnswer answer = ask_control(options.data, options.order);
    std::istringstream lines(answer.text);
    for (std::string line; std::getline(lines, line);)
        fmt::print(answer.exit_code == 0 ? stdout : stderr, "{}\n", indaba::screen_text(line));
    return answer.exit_code;
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
        switch (parsed.options->command) {
            case Options::Command::verify:
                return verify(*parsed.options);
            case Options::Command::order:
                return order(*parsed.options);
            case Options::Command::serve:
                break;
        }
        if (parsed.options->supervise)
            return serve_supervised(*parsed.options, {argv, argv + argc});
        return serve(*parsed.options, parse);
    } catch (const std::exception& error) {
        fmt::print(stderr, "indaba-broker: {}\n", error.what());
        return 1;
    }
}

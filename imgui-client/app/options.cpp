#include "imgui-client/app/options.hpp"

#include <CLI/CLI.hpp>

#include "common/base/command_line.hpp"
#include "common/base/path_text.hpp"
#include "common/client/home/home.hpp"
#include "imgui-client/app/start_output.hpp"

namespace indaba::ui {
namespace {

/// The values as typed.
struct Raw {
    std::string server, link, name, home, keep_local;
    float scale = 0;
    bool plain = false, check_display = false;
};

std::string is_server(const std::string& text) { return client::destination_problem(text); }

void add_options(CLI::App& app, Raw& raw) {
    app.add_option("--server", raw.server,
                   "Address or join link of the server (default: the connect dialog asks); of "
                   "several brokers with commas between their addresses")
        ->type_name("HOST[:PORT][,...]|LINK")
        ->envname("INDABA_SERVER")
        ->check(is_server);
    app.add_option("LINK", raw.link, "A join link, indaba://…; the same as --server")
        ->check(is_server);
    app.add_flag("--insecure-plain", raw.plain,
                 "Connect without encryption; only for a broker started with the same option");
    app.add_option("--name", raw.name, "Your user name (default: the last one used)")
        ->type_name("NAME")
        ->envname("INDABA_NAME");
    app.add_option("--home", raw.home, "Directory of the key, the settings and unsent messages")
        ->type_name("DIR")
        ->envname("INDABA_HOME")
        ->check(is_not_empty);
    app.add_option(
           "--keep-local", raw.keep_local,
           "How much this home keeps for reading and searching without the broker: all, the "
           "messages of so many days, or none, which deletes what is kept (default: as in "
           "the settings, else all)")
        ->type_name("all|DAYS|none")
        ->check(client::keep_local_problem);
    app.add_option("--scale", raw.scale,
                   "Size of text and controls, 0.5 to 4 (default: the last one used, else that of "
                   "the desktop)")
        ->type_name("FACTOR")
        ->envname("INDABA_SCALE")
        ->check(is_finite)
        ->check(CLI::Range(0.5, 4.0));
    app.add_flag("--check-display", raw.check_display,
                 "Open nothing; exit with 0 if a window can be opened here, else with 1 and the "
                 "reason");
}

Options options_of(const Raw& raw) {
    Options options;
    const std::string& server = raw.link.empty() ? raw.server : raw.link;
    if (!server.empty()) options.server = client::parse_destination(server);
    options.plain = raw.plain;
    options.check_display = raw.check_display;
    if (raw.check_display) return options;  // it needs no home
    options.name = raw.name;
    options.home = raw.home.empty() ? client::default_home() : path_of(raw.home);
    if (raw.scale > 0) options.scale = raw.scale;
    options.keep_local = client::parse_keep_local(raw.keep_local);
    return options;
}

}  // namespace

std::variant<Options, int> parse_options(int argc, char** argv) {
    CLI::App app(
        "Indaba: a small, self-hosted team chat. Without options, the window shows the last "
        "server, "
        "or a dialog to join one.",
        "indaba");
    app.allow_windows_style_options(false);  // a path may begin with "/" on every system
    app.set_version_flag("--version", "indaba " INDABA_VERSION);
    app.footer(
        "A second window with the same --home brings the first one to the front.\n"
        "Exit codes: 0 success, 1 the window cannot open (the error is printed), 2 wrong usage.");
    Raw raw;
    add_options(app, raw);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return print_outcome(app, error, {}, print_or_show);
    }
    return options_of(raw);
}

}  // namespace indaba::ui

#include "imgui-client/app/start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/base/path_text.hpp"
#include "common/base/standard_descriptors.hpp"
#include "common/base/stop_signal.hpp"
#include "common/client/home/home.hpp"
#include "common/client/home/settings.hpp"
#include "imgui-client/platform/native_window.hpp"
#include "imgui-client/platform/single_instance.hpp"
#include "imgui-client/platform/window.hpp"

namespace indaba::ui {
namespace {

/// Returns a sentence unless an address is one of the server which the running window has joined.
std::string about_address(const Options& options) {
    if (!options.server) return "";
    std::string ignored;
    const client::Settings settings = client::load_settings(options.home, ignored);
    const auto joined = client::parse_destination(settings.server);
    const auto is_joined = [&](const client::Endpoint& endpoint) {
        return std::ranges::find(joined->endpoints, endpoint) != joined->endpoints.end();
    };
    if (joined && std::ranges::any_of(options.server->endpoints, is_joined)) return "";
    return " The address was not used: close the window first if it shall join another server.";
}

int show_running_window(const Options& options) {
    const std::filesystem::path& home = options.home;
    if (!activate_running_instance(home))
        throw std::runtime_error(fmt::format(
            "Another Indaba client is already running in this home ({}). Close it, or choose "
            "another home with --home DIR.",
            to_utf8(home)));
    print(fmt::format("The window of this home ({}) was already open and is now in front.{}\n",
                      to_utf8(home), about_address(options)),
          {});
    return 0;
}

}  // namespace

int start(const Options& options, std::function<void(const ViewState&)> after_frame) {
    if (options.check_display) {
        check_display();
        return 0;
    }
    client::make_home(options.home);
    const auto lock = client::try_lock_home(options.home);
    if (!lock) return show_running_window(options);
    catch_stop_signals();
    SingleInstance single_instance(options.home);
    Workspace workspace({options.home, options.server, options.name, options.plain, INDABA_VERSION,
                         options.keep_local});
    return run_window(workspace, {options.scale, &single_instance, std::move(after_frame)});
}

}  // namespace indaba::ui

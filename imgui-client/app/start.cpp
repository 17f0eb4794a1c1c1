#include "imgui-client/app/start.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "common/client/home/home.hpp"
#include "imgui-client/platform/raise.hpp"
#include "imgui-client/platform/stop_signal.hpp"
#include "imgui-client/platform/window.hpp"

namespace indaba::ui {
namespace {

int raise_the_other(const std::filesystem::path& home) {
    if (!knock(home))
        throw std::runtime_error(
            fmt::format("Another indaba already runs in this home ({}). End it, or give another "
                        "one with --home DIR.",
                        home.string()));
    fmt::print("This home ({}) has a window already: it was brought to the front.\n",
               home.string());
    return 0;
}

}  // namespace

int start(const Options& options, std::function<void(const Scene&)> after_frame) {
    client::make_home(options.home);
    const auto lock = client::HomeLock::try_lock(options.home);
    if (!lock) return raise_the_other(options.home);
    catch_stop_signals();
    Doorbell doorbell(options.home);
    Chat chat({options.home, options.server, options.name, options.plain});
    return run_window(chat, {options.scale, &doorbell, std::move(after_frame)});
}

}  // namespace indaba::ui

#include "line-client/quiet_session.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include "common/client/home/kept_heads.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/output/lines.hpp"

namespace indaba::line {
namespace {

/// Bounds what a broker that cannot read its journal may delay a command.
constexpr std::chrono::seconds compare_timeout{2};

std::vector<client::SeenEntry> seen_entries(const ClientLoop& loop) {
    const auto journal = loop.model().journal();
    if (!journal) return {};
    try {
        return client::seen_entries(loop.opened_home().path, *journal);
    } catch (const std::exception& error) {
        print_error(error.what());
        return {};
    }
}

void warn_of_lost_entries(ClientLoop& loop, ClientLoop::Time give_up) {
    loop.compare(seen_entries(loop),
                 std::min(give_up, std::chrono::steady_clock::now() + compare_timeout));
    for (const ConversationId& id : loop.lost())
        print_error(lost_entries_line(loop.model(), id) +
                    " Every command repeats this until `indaba-cli chat` or the window has shown "
                    "it.");
}

}  // namespace

int run_quiet_session(const CommonOptions& common, ClientLoop::Time give_up,
                      const std::function<int(ClientLoop&)>& command, KeepCopy keep_copy) {
    return run_quiet_session(open_home(common), give_up, command, keep_copy);
}

int run_quiet_session(const OpenedHome& opened, ClientLoop::Time give_up,
                      const std::function<int(ClientLoop&)>& command, KeepCopy keep_copy) {
    client::Model::Options options = opened.model_options();
    options.quiet = true;
    options.keeps_copy = keep_copy == KeepCopy::yes;
    ClientLoop loop(opened, std::move(options));
    if (const auto code = loop.join(give_up)) return *code;
    warn_of_lost_entries(loop, give_up);
    const int code = command(loop);
    loop.leave();
    return code;
}

}  // namespace indaba::line

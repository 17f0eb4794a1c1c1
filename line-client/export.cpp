#include <fmt/format.h>

#include "common/base/path_text.hpp"
#include "common/client/replica/replica.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/quiet_session.hpp"

namespace indaba::line {
namespace {

using std::chrono::steady_clock;

/// Waits until the copy is complete. Returns the exit code.
int complete_copy(ClientLoop& loop) {
    auto give_up = steady_clock::now() + answer_timeout;
    std::uint64_t missing = ~0ULL;
    while (!loop.copy() || !loop.copy()->is_complete()) {
        loop.next(give_up);
        if (stop_requested()) return exit_code::refused;
        const client::ReplicaKeeper* copy = loop.copy();
        if (copy && !copy->trouble().empty()) return exit_code::refused;  // it was printed
        if (copy && copy->missing() != missing) {
            missing = copy->missing();
            give_up = steady_clock::now() + answer_timeout;
        } else if (steady_clock::now() >= give_up) {
            print_error(
                "The broker did not answer in time. What is here can be written with "
                "--offline.");
            return exit_code::no_connection;
        }
    }
    return exit_code::done;
}

int write_export(const std::filesystem::path& home, const client::ReplicaOrigin& origin,
                 const std::filesystem::path& file) {
    client::Replica copy(home, origin);
    copy.export_to(file);
    print_line(fmt::format("{} entries of {} conversations are in {}.", copy.count_entries(),
                           copy.conversations().size(), to_utf8(file)));
    return exit_code::done;
}

int export_offline(const OpenedHome& opened, const std::filesystem::path& file) {
    const auto journal = opened.last_journal();
    if (journal && client::Replica::exists(opened.path, *journal))
        return write_export(opened.path, {*journal, opened.key.account}, file);
    print_error(fmt::format("This home has no copy of {}.", opened.server()));
    return exit_code::refused;
}

}  // namespace

int run_export(const CommonOptions& common, const ExportOptions& to) {
    const OpenedHome opened = open_home(common);
    if (!opened.may_keep_copy()) {
        if (const auto journal = opened.last_journal())
            client::Replica::remove(opened.path, *journal);
        print_error(
            "This home keeps no own copy (--keep-local none), so there is nothing to export. "
            "Repeat "
            "the command with --keep-local all, which fetches everything first.");
        return exit_code::refused;
    }
    if (to.offline) return export_offline(opened, to.file);
    const auto give_up = steady_clock::now() + answer_timeout;
    return run_quiet_session(
        opened, give_up,
        [&](ClientLoop& loop) {
            if (const int code = complete_copy(loop); code != exit_code::done) return code;
            const client::ReplicaOrigin origin{loop.welcomed()->journal, loop.model().me()};
            return write_export(loop.opened_home().path, origin, to.file);
        },
        KeepCopy::yes);
}

}  // namespace indaba::line

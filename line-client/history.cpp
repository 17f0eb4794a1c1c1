#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/base/client_loop.hpp"
#include "line-client/base/exit_codes.hpp"
#include "line-client/base/terminal.hpp"
#include "line-client/commands.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/print_cursor.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/quiet_session.hpp"

namespace indaba::line {
namespace {

using client::ConversationState;
using client::Effects;
using client::Interest;
using client::Model;
using client::Now;
using std::chrono::steady_clock;

/// A message is printed as the entries after it leave it, but not more of them than this are
/// fetched. An erasure needs none of them: the broker itself has deleted the text.
constexpr std::uint64_t folded_entries = 4096;

/// The entries to print: those after number `after`, up to and including `last`. Numbers are dense,
/// so the range is known before anything is fetched.
struct EntryRange {
    std::uint64_t after = 0;
    std::uint64_t last = 0;
};

EntryRange range_of(const HistoryOptions& history, const ConversationState& state) {
    const std::uint64_t lowest = std::max(history.after.value_or(0), state.first - 1);
    std::uint64_t last = state.number;
    if (history.before) last = std::min(last, std::max<std::uint64_t>(*history.before, 1) - 1);
    if (last <= lowest) return {last, last};
    const std::uint64_t count = std::min(last - lowest, history.limit);
    if (history.after) return {lowest, lowest + count};
    return {last - count, last};
}

std::variant<ConversationId, int> conversation_of(ClientLoop& loop, const HistoryOptions& history,
                                                  ClientLoop::Time give_up) {
    if (history.with) {
        const auto found = loop.account_of(*history.with, give_up);
        if (const int* code = std::get_if<int>(&found)) return *code;
        return whisper_id(loop.opened_home().key.account, std::get<Account>(found));
    }
    const auto found = find_room(loop.model(), history.room.value_or(std::string(lobby_title)));
    if (const auto* id = std::get_if<ConversationId>(&found)) return *id;
    print_error(std::get<std::string>(found));
    return exit_code::refused;
}

/// Prints a range of entries, each message as it stands after the entries that follow it.
class RangePrinter {
 public:
    RangePrinter(ClientLoop& loop, const ConversationId& id, const EntryRange& range)
        : loop_(loop), id_(id), range_(range) {
        cursor_.set_printed(id, range.after);
    }

    /// Returns the exit code.
    int run(bool json, LineStyle style) {
        loop_.act([&](Model& model, Now now, Effects& effects) {
            model.set_interest(id_, {Interest::Kind::all_after, range_.after, {}}, now, effects);
        });
        auto give_up = steady_clock::now() + answer_timeout;
        while (cursor_.last_printed(id_) < range_.last && !stop_requested()) {
            const auto effect = loop_.next(give_up);
            if (effect && std::holds_alternative<client::Diverged>(*effect)) {
                print_error(
                    "The broker's entries contradict each other: their hash chain is broken.");
                return exit_code::refused;
            }
            const ConversationState* state = loop_.model().find(id_);
            if (state && !print_held(*state, json, style)) break;
            const bool more = effect && std::holds_alternative<client::NewEntries>(*effect);
            if (more) give_up = steady_clock::now() + answer_timeout;
            if (steady_clock::now() >= give_up) {
                print_error("The broker did not answer in time.");
                return exit_code::no_connection;
            }
        }
        return exit_code::done;
    }

 private:
    /// Prints the held entries that come next. False: the output has been closed.
    bool print_held(const ConversationState& state, bool json, LineStyle style) {
        while (const Entry* entry = cursor_.next(state)) {
            const std::uint64_t fold_end = std::min(entry->number + folded_entries, state.number);
            if (entry->number > range_.last || state.held.first_missing(entry->number, fold_end))
                return true;
            const ResolvedEntry resolved = resolve(loop_.model(), state, *entry);
            const bool prints = json || has_line(resolved, range_.after + 1);
            if (prints &&
                !print_line(json ? json_entry(resolved) : dated_entry_line(resolved, style)))
                return false;
            cursor_.set_printed(id_, entry->number);
        }
        return true;
    }

    ClientLoop& loop_;
    ConversationId id_;
    EntryRange range_;
    PrintCursor cursor_;
};

}  // namespace

int run_history(const CommonOptions& common, const HistoryOptions& history) {
    const auto give_up = steady_clock::now() + answer_timeout;
    return run_quiet_session(common, give_up, [&](ClientLoop& loop) {
        const auto found = conversation_of(loop, history, give_up);
        if (const int* code = std::get_if<int>(&found)) return *code;
        const ConversationId id = std::get<ConversationId>(found);
        const ConversationState* state = loop.model().find(id);
        if (!state) return exit_code::done;  // no whisper has ever been sent there
        const EntryRange range = range_of(history, *state);
        if (range.after >= range.last) return exit_code::done;
        const LineStyle style =
            line_style(common.numbers, stdout_is_terminal(), stdout_has_styles());
        return RangePrinter(loop, id, range).run(history.json, style);
    });
}

}  // namespace indaba::line

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
    const std::string room = history.room.value_or(std::string(lobby_title));
    if (const auto found = find_room(loop.model(), room)) return *found;
    print_error(fmt::format("There is no room {}.", screen_word(room)));
    return exit_code::refused;
}

/// Prints the held entries that come next in the range. False: the output has been closed.
bool print_held(const Model& model, const ConversationState& state, const EntryRange& range,
                bool json, PrintCursor& cursor) {
    while (const Entry* entry = cursor.next(state)) {
        if (entry->number > range.last) return true;
        const ResolvedEntry resolved = resolve(model, state.conversation, *entry);
        if (!print_line(json ? json_entry(resolved) : dated_entry_line(resolved))) return false;
        cursor.set_printed(state.conversation.id, entry->number);
    }
    return true;
}

int print_range(ClientLoop& loop, const ConversationId& id, const EntryRange& range, bool json) {
    PrintCursor cursor;
    cursor.set_printed(id, range.after);
    loop.act([&](Model& model, Now now, Effects& effects) {
        model.set_interest(id, {Interest::Kind::all_after, range.after, {}}, now, effects);
    });
    auto give_up = steady_clock::now() + answer_timeout;
    while (cursor.last_printed(id) < range.last && !stop_requested()) {
        const auto effect = loop.next(give_up);
        if (effect && std::holds_alternative<client::Diverged>(*effect)) {
            print_error("The broker's entries contradict each other: their hash chain is broken.");
            return exit_code::refused;
        }
        const auto before = cursor.last_printed(id);
        const ConversationState* state = loop.model().find(id);
        if (state && !print_held(loop.model(), *state, range, json, cursor)) break;
        if (cursor.last_printed(id) != before) give_up = steady_clock::now() + answer_timeout;
        if (steady_clock::now() >= give_up) {
            print_error("The broker did not answer in time.");
            return exit_code::no_connection;
        }
    }
    return exit_code::done;
}

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
        return range.after < range.last ? print_range(loop, id, range, history.json)
                                        : exit_code::done;
    });
}

}  // namespace indaba::line

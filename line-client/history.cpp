#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/client_loop.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/print_cursor.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/terminal.hpp"

namespace indaba::line {
namespace {

using client::ConversationState;
using client::Effects;
using client::Interest;
using client::Model;
using client::Now;
using std::chrono::steady_clock;

/// Numbers are dense, so what to read is known before anything is read.
struct EntryRange {
    std::uint64_t after = 0;
    std::uint64_t last = 0;
};

EntryRange range_of(const HistoryOptions& wanted, const ConversationState& state) {
    const std::uint64_t lowest = std::max(wanted.after.value_or(0), state.first - 1);
    std::uint64_t last = state.number;
    if (wanted.before) last = std::min(last, std::max<std::uint64_t>(*wanted.before, 1) - 1);
    if (last <= lowest) return {last, last};
    const std::uint64_t count = std::min(last - lowest, wanted.limit);
    if (wanted.after) return {lowest, lowest + count};
    return {last - count, last};
}

std::variant<ConversationId, int> conversation_of(ClientLoop& loop, const HistoryOptions& wanted,
                                                  ClientLoop::Time give_up) {
    if (wanted.with) {
        const auto found = loop.account_of(*wanted.with, give_up);
        if (const int* code = std::get_if<int>(&found)) return *code;
        return whisper_id(loop.opened_home().key.account, std::get<Account>(found));
    }
    const std::string room = wanted.room.value_or(std::string(lobby_title));
    if (const auto found = find_room(loop.model(), room)) return *found;
    print_error(fmt::format("There is no room {}.", screen_word(room)));
    return exit_code::refused;
}

/// Prints what is held and next in order. False when nobody reads it any more.
bool print_held(const Model& model, const ConversationState& state, const EntryRange& span,
                bool json, PrintCursor& cursor) {
    while (const Entry* entry = cursor.next(state)) {
        if (entry->number > span.last) return true;
        const ResolvedEntry resolved = resolve(model, state.conversation, *entry);
        if (!print_line(json ? json_entry(resolved) : dated_entry_line(resolved))) return false;
        cursor.set_printed(state.conversation.id, entry->number);
    }
    return true;
}

int print_range(ClientLoop& loop, const ConversationId& id, const EntryRange& span, bool json) {
    PrintCursor cursor;
    cursor.set_printed(id, span.after);
    loop.act([&](Model& model, Now now, Effects& effects) {
        model.set_interest(id, {Interest::Kind::all_after, span.after, {}}, now, effects);
    });
    auto give_up = steady_clock::now() + answer_timeout;
    while (cursor.last_printed(id) < span.last && !stop_requested()) {
        const auto effect = loop.next(give_up);
        if (effect && std::holds_alternative<client::Diverged>(*effect)) {
            print_error("What the broker told contradicts itself: the chain is broken.");
            return exit_code::refused;
        }
        const auto before = cursor.last_printed(id);
        const ConversationState* state = loop.model().find(id);
        if (state && !print_held(loop.model(), *state, span, json, cursor)) break;
        if (cursor.last_printed(id) != before) give_up = steady_clock::now() + answer_timeout;
        if (steady_clock::now() >= give_up) {
            print_error("The broker did not answer in time.");
            return exit_code::no_connection;
        }
    }
    return exit_code::done;
}

}  // namespace

int run(const Common& common, const HistoryOptions& wanted) {
    const auto give_up = steady_clock::now() + answer_timeout;
    const OpenedHome opened = open_home(common);
    Model::Options options = opened.model_options();
    options.quiet = true;
    ClientLoop loop(opened, std::move(options));
    if (const auto code = loop.join(give_up)) return *code;
    const auto found = conversation_of(loop, wanted, give_up);
    if (const int* code = std::get_if<int>(&found)) return *code;
    const ConversationId id = std::get<ConversationId>(found);
    const ConversationState* state = loop.model().find(id);
    if (!state) return exit_code::done;  // nothing was ever said there
    const EntryRange span = range_of(wanted, *state);
    const int code =
        span.after < span.last ? print_range(loop, id, span, wanted.json) : exit_code::done;
    loop.leave();
    return code;
}

}  // namespace indaba::line

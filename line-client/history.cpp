#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <variant>

#include "common/wire/chain.hpp"
#include "common/wire/text.hpp"
#include "line-client/commands.hpp"
#include "line-client/exit_codes.hpp"
#include "line-client/output/json_lines.hpp"
#include "line-client/output/lines.hpp"
#include "line-client/output/reading.hpp"
#include "line-client/output/resolve.hpp"
#include "line-client/station.hpp"
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
struct Span {
    std::uint64_t after = 0;
    std::uint64_t last = 0;
};

Span span_of(const History& wanted, const ConversationState& state) {
    const std::uint64_t lowest = std::max(wanted.after.value_or(0), state.first - 1);
    std::uint64_t last = state.number;
    if (wanted.before) last = std::min(last, std::max<std::uint64_t>(*wanted.before, 1) - 1);
    if (last <= lowest) return {last, last};
    const std::uint64_t count = std::min(last - lowest, wanted.limit);
    if (wanted.after) return {lowest, lowest + count};
    return {last - count, last};
}

std::variant<ConversationId, int> conversation_of(Station& station, const History& wanted,
                                                  Station::Time give_up) {
    if (wanted.with) {
        const auto found = station.account_of(*wanted.with, give_up);
        if (const int* code = std::get_if<int>(&found)) return *code;
        return whisper_id(station.place().key.account, std::get<Account>(found));
    }
    const std::string room = wanted.room.value_or(std::string(lobby_title));
    if (const auto found = find_room(station.model(), room)) return *found;
    complain(fmt::format("There is no room {}.", screen_word(room)));
    return exit_code::refused;
}

/// Prints what is held and next in order. False when nobody reads it any more.
bool print_held(const Model& model, const ConversationState& state, const Span& span, bool json,
                Reading& reading) {
    while (const Entry* entry = reading.next(state)) {
        if (entry->number > span.last) return true;
        const Said said = resolve(model, state.conversation, *entry);
        if (!print_line(json ? json_entry(said) : dated_entry_line(said))) return false;
        reading.shown_up_to(state.conversation.id, entry->number);
    }
    return true;
}

int print_span(Station& station, const ConversationId& id, const Span& span, bool json) {
    Reading reading;
    reading.shown_up_to(id, span.after);
    station.act([&](Model& model, Now now, Effects& effects) {
        model.set_interest(id, {Interest::Kind::all_after, span.after, {}}, now, effects);
    });
    auto give_up = steady_clock::now() + answer_timeout;
    while (reading.shown(id) < span.last && !stop_wanted()) {
        const auto effect = station.next(give_up);
        if (effect && std::holds_alternative<client::Diverged>(*effect)) {
            complain("What the broker told contradicts itself: the chain is broken.");
            return exit_code::refused;
        }
        const auto before = reading.shown(id);
        const ConversationState* state = station.model().find(id);
        if (state && !print_held(station.model(), *state, span, json, reading)) break;
        if (reading.shown(id) != before) give_up = steady_clock::now() + answer_timeout;
        if (steady_clock::now() >= give_up) {
            complain("The broker did not answer in time.");
            return exit_code::no_connection;
        }
    }
    return exit_code::done;
}

}  // namespace

int run(const Common& common, const History& wanted) {
    const auto give_up = steady_clock::now() + answer_timeout;
    const Place place = open_place(common);
    Model::Options options = place.model_options();
    options.quiet = true;
    Station station(place, std::move(options));
    if (const auto code = station.join(give_up)) return *code;
    const auto found = conversation_of(station, wanted, give_up);
    if (const int* code = std::get_if<int>(&found)) return *code;
    const ConversationId id = std::get<ConversationId>(found);
    const ConversationState* state = station.model().find(id);
    if (!state) return exit_code::done;  // nothing was ever said there
    const Span span = span_of(wanted, *state);
    const int code =
        span.after < span.last ? print_span(station, id, span, wanted.json) : exit_code::done;
    station.leave();
    return code;
}

}  // namespace indaba::line

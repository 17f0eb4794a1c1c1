#include "common/client/model/fetching.hpp"

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::client {
namespace {

std::optional<Hash> known_hash(const ConversationState& state, std::uint64_t number) {
    if (number == 0) return std::nullopt;
    if (const std::optional<Hash> held = state.history.hash_at(number)) return held;
    if (number == state.interest.after) return state.interest.hash;
    return std::nullopt;
}

/// The first number missing after `after` that may be read.
std::optional<std::uint64_t> hole_after(const ConversationState& state, std::uint64_t after) {
    if (after >= state.number) return std::nullopt;
    return state.history.first_hole(std::max(after + 1, state.first), state.number);
}

std::optional<Ask> fill_after(const ConversationState& state, std::uint64_t after) {
    const std::optional<std::uint64_t> hole = hole_after(state, after);
    if (!hole) return std::nullopt;
    return Ask{.after = *hole - 1, .before = {}, .hash = known_hash(state, *hole - 1)};
}

Ask newest_page(const ConversationState& state) {
    return Ask{.after = {}, .before = state.number + 1, .hash = {}};
}

std::optional<Ask> newest_ask(const ConversationState& state) {
    if (state.whole_after) {
        if (const std::optional<Ask> ask = fill_after(state, *state.whole_after)) return ask;
    }
    if (state.has_newest_page) return std::nullopt;
    if (state.history.empty() || state.history.ranges().back().last() < state.number)
        return newest_page(state);
    return older_ask(state);
}

}  // namespace

std::optional<Ask> next_ask(const ConversationState& state) {
    if (state.number < state.first || state.setbacks >= most_setbacks) return std::nullopt;
    switch (state.interest.kind) {
        case Interest::Kind::none:
            return std::nullopt;
        case Interest::Kind::newest:
            return newest_ask(state);
        case Interest::Kind::all_after:
            return fill_after(state, state.interest.after);
    }
    return std::nullopt;
}

std::optional<Ask> older_ask(const ConversationState& state) {
    if (state.number < state.first) return std::nullopt;
    if (state.history.empty()) return newest_page(state);
    const std::uint64_t oldest = state.history.ranges().back().first();
    if (oldest <= state.first) return std::nullopt;
    return Ask{.after = {}, .before = oldest, .hash = {}};
}

void note_missed(ConversationState& state, std::uint64_t number) {
    if (state.history.empty() || number <= state.number) return;
    if (!state.whole_after || !hole_after(state, *state.whole_after))
        state.whole_after = state.history.ranges().back().last();
    const std::uint64_t hole = hole_after(state, *state.whole_after).value_or(state.number + 1);
    if (number - hole < longest_catch_up) return;
    state.whole_after.reset();
    state.has_newest_page = false;
}

bool contradicts(const Interest& interest, const ConversationState& state) {
    if (interest.kind != Interest::Kind::all_after) return false;
    if (interest.after > state.number) return true;
    if (!interest.hash || interest.after == 0) return false;
    if (interest.after == state.number) return *interest.hash != state.hash;
    return state.history.hash_at(interest.after).value_or(*interest.hash) != *interest.hash;
}

bool answers(const Page& page, const Ask& ask, const ConversationState& state) {
    if (page.conversation.id != state.conversation.id) return false;
    if (page.entries.empty()) return true;
    const std::uint64_t first = page.entries.front().number;
    if (ask.after) return first == std::max(*ask.after + 1, state.first);
    return page.entries.back().number + 1 == *ask.before && first >= state.first;
}

bool contradicts(const Page& page, const Ask& ask, const ConversationState& state) {
    if (page.entries.empty()) return false;
    if (ask.hash && page.entries.front().number == *ask.after + 1 && page.hash != *ask.hash)
        return true;
    if (page.entries.back().number < state.number) return false;
    Hash hash = page.hash;
    for (const Entry& entry : page.entries) {
        if (entry.number > state.number) break;
        hash = chain(hash, state.conversation.id, entry);
    }
    return hash != state.hash;
}

}  // namespace indaba::client

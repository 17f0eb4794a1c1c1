#include "common/client/model/page_requests.hpp"

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::client {
namespace {

std::optional<Hash> known_hash(const ConversationState& state, std::uint64_t number) {
    if (number == 0) return std::nullopt;
    if (const std::optional<Hash> held = state.held.hash_at(number)) return held;
    if (number == state.interest.after) return state.interest.hash;
    return std::nullopt;
}

/// Returns the first number after `after` that may be read and is not held.
std::optional<std::uint64_t> first_missing_after(const ConversationState& state,
                                                 std::uint64_t after) {
    if (after >= state.number) return std::nullopt;
    return state.held.first_missing(std::max(after + 1, state.first), state.number);
}

std::optional<PageRequest> request_after(const ConversationState& state, std::uint64_t after) {
    const std::optional<std::uint64_t> hole = first_missing_after(state, after);
    if (!hole) return std::nullopt;
    return PageRequest{.after = *hole - 1, .before = {}, .hash = known_hash(state, *hole - 1)};
}

PageRequest newest_page(const ConversationState& state) {
    return PageRequest{.after = {}, .before = state.number + 1, .hash = {}};
}

std::optional<PageRequest> newest_page_request(const ConversationState& state) {
    if (state.complete_after) {
        if (const std::optional<PageRequest> ask = request_after(state, *state.complete_after))
            return ask;
    }
    if (state.has_newest_page) return std::nullopt;
    if (state.held.empty() || state.held.ranges().back().last() < state.number)
        return newest_page(state);
    return older_page_request(state);
}

}  // namespace

std::optional<PageRequest> next_page_request(const ConversationState& state) {
    if (state.number < state.first || state.failed_fetches >= max_failed_fetches)
        return std::nullopt;
    switch (state.interest.kind) {
        case Interest::Kind::none:
            return std::nullopt;
        case Interest::Kind::newest:
            return newest_page_request(state);
        case Interest::Kind::all_after:
            return request_after(state, state.interest.after);
    }
    return std::nullopt;
}

std::optional<PageRequest> older_page_request(const ConversationState& state) {
    if (state.number < state.first) return std::nullopt;
    if (state.held.empty()) return newest_page(state);
    const std::uint64_t oldest = state.held.ranges().back().first();
    if (oldest <= state.first) return std::nullopt;
    return PageRequest{.after = {}, .before = oldest, .hash = {}};
}

std::optional<PageRequest> unread_page_request(const ConversationState& state) {
    if (state.failed_fetches >= max_failed_fetches) return std::nullopt;
    constexpr std::uint64_t page = limit::page_entries;
    const std::uint64_t page_begin = state.number < page ? 1 : state.number - page + 1;
    const std::uint64_t from = std::max({state.read + 1, state.first, page_begin});
    if (!state.held.first_missing(from, state.number)) return std::nullopt;
    if (state.held.empty() || state.held.ranges().back().last() < state.number)
        return newest_page(state);
    return older_page_request(state);
}

bool fills_gaps(const ConversationState& state) {
    if (state.interest.kind == Interest::Kind::all_after) return true;
    return state.complete_after && first_missing_after(state, *state.complete_after);
}

void note_gap(ConversationState& state, std::uint64_t number) {
    if (state.held.empty() || number <= state.number) return;
    if (!state.complete_after || !first_missing_after(state, *state.complete_after))
        state.complete_after = state.held.ranges().back().last();
    const std::uint64_t hole =
        first_missing_after(state, *state.complete_after).value_or(state.number + 1);
    if (number - hole < max_catch_up) return;
    state.complete_after.reset();
    state.has_newest_page = false;
}

bool contradicts(const Interest& interest, const ConversationState& state) {
    if (interest.kind != Interest::Kind::all_after) return false;
    if (interest.after > state.number) return true;
    if (!interest.hash || interest.after == 0) return false;
    if (interest.after == state.number) return *interest.hash != state.hash;
    return state.held.hash_at(interest.after).value_or(*interest.hash) != *interest.hash;
}

bool is_answer_to(const Page& page, const PageRequest& ask, const ConversationState& state) {
    if (page.conversation.id != state.conversation.id) return false;
    if (page.entries.empty()) return true;
    const std::uint64_t first = page.entries.front().number;
    if (ask.after) return first == std::max(*ask.after + 1, state.first);
    return page.entries.back().number + 1 == *ask.before && first >= state.first;
}

bool contradicts(const Page& page, const PageRequest& ask, const ConversationState& state) {
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

#include "imgui-client/messages/read_tracker.hpp"

#include <algorithm>
#include <utility>

namespace indaba::ui {
namespace {

const client::ConversationState* open_conversation(const ViewState& view_state) {
    return view_state.model ? view_state.model->find(view_state.open) : nullptr;
}

/// Calls `visit` for the own entries and the messages of others after number `after` up to `last`;
/// at most 1000 entries are looked at, which keeps a frame cheap.
template <class Visit>
void each_entry(const ViewState& view_state, std::uint64_t after, std::uint64_t last,
                Visit&& visit) {
    const client::ConversationState* state = open_conversation(view_state);
    const std::uint64_t begin = view_state.timeline->first_number();
    if (!state || begin == 0 || after >= last) return;
    constexpr std::uint64_t max_visited = 1000;
    const std::uint64_t first = std::max(after + 1, begin);
    for (std::uint64_t number = first; number <= std::min(last, first + max_visited); ++number) {
        const Entry* entry = state->held.find(number);
        const Account& me = view_state.model->me();
        const bool own = entry && entry->account == me && moves_read_position(entry->kind);
        if (own || (entry && client::counts_as_unread(*entry, me))) visit(*entry);
    }
}

}  // namespace

void ReadTracker::rows_were_replaced(bool new_history) {
    scrolled_ = false;
    if (new_history) line_ = {};
}

void ReadTracker::begin_frame(const ViewState& view_state, int frame, bool at_end) {
    const client::ConversationState* state = open_conversation(view_state);
    const std::uint64_t last = view_state.timeline->last_number();
    if (!line_.begun() && state) line_.begin(state->read, state->number);
    const bool came_back = frame > std::exchange(last_frame_, frame) + 1;
    if (came_back && state) line_.read_elsewhere(state->read);
    if (came_back && last > line_.looked_at()) scrolled_ = false;
    line_.see(last, view_state.window_focused && at_end, came_back);
    count_unread(view_state);
}

void ReadTracker::count_unread(const ViewState& view_state) {
    first_unread_ = 0;
    unread_ = 0;
    const std::uint64_t last = std::min(line_.to(), view_state.timeline->last_number());
    each_entry(view_state, line_.after(), last, [&](const Entry& entry) {
        const bool own = entry.account == view_state.model->me();
        unread_ = own ? 0 : unread_ + 1;
        if (own || unread_ == 1) first_unread_ = own ? 0 : entry.number;
    });
}

std::uint64_t ReadTracker::unseen(const ViewState& view_state) const {
    std::uint64_t count = 0;
    each_entry(view_state, line_.looked_at(), view_state.timeline->last_number(),
               [&](const Entry& entry) { count += entry.account != view_state.model->me(); });
    return count;
}

std::optional<std::size_t> ReadTracker::first_scroll(const ViewState& view_state, bool at_end) {
    const Timeline& timeline = *view_state.timeline;
    const client::ConversationState* state = open_conversation(view_state);
    if (scrolled_ || !state || !line_.begun() || timeline.last_number() == 0) return std::nullopt;
    const std::uint64_t read = line_.after();
    const std::uint64_t first = std::max(read + 1, timeline.first_number());
    const std::uint64_t last = std::min(line_.to(), timeline.last_number());
    const bool waits = first_unread_ == 0 && state->held.first_absent(first, last);
    if (waits && last - first < limit::page_entries) return std::nullopt;  // they come at once
    scrolled_ = true;
    if (read == 0 || !at_end) return std::nullopt;
    return timeline.index_of({waits ? first : first_unread_, 0});
}

void ReadTracker::mark_read(const ViewState& view_state, bool at_end, Intents& intents) const {
    const client::ConversationState* state = open_conversation(view_state);
    const std::uint64_t last = view_state.timeline->last_number();
    if (state && scrolled_ && at_end && view_state.window_focused && last > state->read &&
        state->held.find(last))
        intents.push_back(MarkRead{view_state.open, last});
}

}  // namespace indaba::ui

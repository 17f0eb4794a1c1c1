#include "imgui-client/messages/read_tracker.hpp"

#include <algorithm>
#include <utility>

namespace indaba::ui {
namespace {

const client::ConversationState* open_conversation(const ViewState& view_state) {
    return view_state.model ? view_state.model->find(view_state.open) : nullptr;
}

}  // namespace

void ReadTracker::begin_frame(const ViewState& view_state, int frame, bool at_end) {
    const client::ConversationState* state = open_conversation(view_state);
    if (!line_.begun() && state) line_.begin(view_state.timeline->unread_line(), state->number);
    const bool came_back = frame > std::exchange(last_frame_, frame) + 1;
    line_.see(view_state.timeline->last_number(), view_state.window_focused && at_end, came_back);
    count_unread(view_state);
}

void ReadTracker::count_unread(const ViewState& view_state) {
    first_unread_ = 0;
    unread_ = 0;
    const Timeline& timeline = *view_state.timeline;
    const client::ConversationState* state = open_conversation(view_state);
    const std::uint64_t last = std::min(line_.to(), timeline.last_number());
    if (!state || timeline.first_number() == 0 || line_.after() >= last) return;
    const std::uint64_t first = std::max(line_.after() + 1, timeline.first_number());
    constexpr std::uint64_t max_counted = 1000;  // keeps a frame cheap
    for (std::uint64_t number = first; number <= std::min(last, first + max_counted); ++number) {
        const Entry* entry = state->held.find(number);
        if (!entry || entry->account == view_state.model->me()) continue;
        if (first_unread_ == 0) first_unread_ = number;
        ++unread_;
    }
}

std::uint64_t ReadTracker::unseen(const ViewState& view_state) const {
    const std::uint64_t last = view_state.timeline->last_number();
    return last > line_.looked_at() ? last - line_.looked_at() : 0;
}

std::optional<std::size_t> ReadTracker::first_scroll(const ViewState& view_state, bool at_end) {
    const Timeline& timeline = *view_state.timeline;
    if (scrolled_ || !line_.all_held(timeline.last_number())) return std::nullopt;
    scrolled_ = true;
    const std::uint64_t read = line_.after();
    if (read == 0 || read + 1 < timeline.first_number() || !at_end) return std::nullopt;
    return timeline.index_of(first_unread_);
}

void ReadTracker::mark_read(const ViewState& view_state, bool at_end, Intents& intents) const {
    const client::ConversationState* state = open_conversation(view_state);
    const std::uint64_t last = view_state.timeline->last_number();
    if (state && scrolled_ && at_end && view_state.window_focused && last > state->read)
        intents.push_back(MarkRead{view_state.open, last});
}

}  // namespace indaba::ui

/// The part of the model that follows the rooms of this account. See model.hpp.
#include <algorithm>
#include <utility>
#include <variant>

#include "common/client/model/model.hpp"
#include "common/wire/codec.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {

/// Takes over what a head says. `applied` is the last entry that it contains.
void Model::apply_info(ConversationState& state, const RoomInfo& info, std::uint64_t applied,
                       Effects& effects) {
    state.room = RoomView(info, applied, me());
    effects.push_back(RoomChanged{state.conversation.id});
}

/// Applies the changes among live entries.
void Model::apply_room_entries(ConversationState& state, const std::vector<Entry>& entries, Now now,
                               Effects& effects) {
    if (!state.room) return;
    bool changed = false;
    for (const Entry& entry : entries) {
        if (entry.kind != kind_room || entry.number <= state.room->applied) continue;
        changed = true;
        if (!state.room->apply(entry, me())) request_sync(now, effects);
    }
    state.room->applied = std::max(state.room->applied, state.number);
    if (!changed) return;
    state.conversation.room = state.room->state.title;
    effects.push_back(RoomChanged{state.conversation.id});
}

/// Remembers a room that this account has just made, for the answer to its request.
void Model::note_made_room(const Head& head) {
    for (auto& [request, change] : changes_) {
        const auto* asked = std::get_if<RoomRequest>(&change.message);
        if (!asked || asked->action != "create" || !change.room.is_zero()) continue;
        if (case_folded(asked->title.value_or("")) != case_folded(head.info->title)) continue;
        change.room = head.conversation.id;
        return;
    }
}

/// The info has the new member already, so the entry about it changes nothing more.
void Model::on(const RoomJoined& joined, Now now, Effects& effects) {
    if (connection_state_ == ConnectionState::awaiting_welcome)
        return report_violation("The broker sent a room before join.", effects);
    const ConversationId& id = joined.head.conversation.id;
    drop_room(id, effects);  // it left, and the end of that membership did not arrive
    apply_head(joined.head, effects);
    ConversationState* state = find_mutable(id);
    if (!state || !state->room) return;  // no room can be there
    state->room->applied = joined.head.number + 1;
    if (joined.head.number == 0) note_made_room(joined.head);
    effects.push_back(JoinedRoom{id});
    fetch_next(now, effects);
}

void Model::on(const RoomLeft& left, Now now, Effects& effects) {
    drop_room(left.conversation, effects);
    fetch_next(now, effects);
}

/// Forgets a room that this account is no longer in.
void Model::drop_room(const ConversationId& conversation, Effects& effects) {
    const auto found = conversations_.find(conversation);
    if (found == conversations_.end() || !found->second.room) return;
    if (pending_page_ && pending_page_->conversation == conversation) cancel_pending_page();
    unsent_read_positions_.erase(conversation);
    std::string title = found->second.room->state.title;
    conversations_.erase(found);
    effects.push_back(LeftRoom{conversation, std::move(title)});
}

std::vector<ConversationId> Model::rooms_titled(std::string_view title) const {
    const std::string folded = case_folded(title);
    std::vector<ConversationId> rooms;
    for (const auto& [id, state] : conversations_)
        if (state.room && case_folded(state.room->state.title) == folded) rooms.push_back(id);
    return rooms;
}

}  // namespace indaba::client

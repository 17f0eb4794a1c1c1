#include "imgui-client/views/conversation_rows.hpp"

namespace indaba::ui {
namespace {

const std::vector<RoomSummary> no_rooms;
const std::vector<WhisperSummary> no_whispers;

}  // namespace

ConversationRows::ConversationRows(const ViewState& view_state)
    : rooms(view_state.rooms ? *view_state.rooms : no_rooms),
      whispers(view_state.whispers ? *view_state.whispers : no_whispers) {}

ConversationId ConversationRows::id(int row) const {
    if (is_whisper(row)) return whisper(row).conversation;
    return row == all_rooms() ? ConversationId{} : room(row).id;
}

Recipient ConversationRows::opens(int row) const {
    if (is_whisper(row)) return {whisper(row).with, lobby};
    return {{}, id(row)};
}

int ConversationRows::row_of(const ConversationId& conversation) const {
    for (int row = 0; row < size(); ++row)
        if (id(row) == conversation) return row;
    return 0;
}

}  // namespace indaba::ui

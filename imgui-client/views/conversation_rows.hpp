#pragma once
/// The rows of the left column from top to bottom: the own rooms, "All rooms…", the whispers. Used
/// by the left column and by the keys that step through the conversations.
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

struct ConversationRows {
    explicit ConversationRows(const ViewState& view_state);

    const std::vector<RoomSummary>& rooms;
    const std::vector<WhisperSummary>& whispers;

    int size() const { return all_rooms() + 1 + static_cast<int>(whispers.size()); }
    /// Returns the row "All rooms…".
    int all_rooms() const { return static_cast<int>(rooms.size()); }
    bool is_whisper(int row) const { return row > all_rooms(); }
    const RoomSummary& room(int row) const { return rooms[static_cast<std::size_t>(row)]; }
    const WhisperSummary& whisper(int row) const {
        return whispers[static_cast<std::size_t>(row - all_rooms() - 1)];
    }
    /// Returns the conversation of a row; zero for "All rooms…".
    ConversationId id(int row) const;
    /// Returns what a conversation's row opens.
    Recipient opens(int row) const;
    /// Returns the row of a conversation; 0 if it has none.
    int row_of(const ConversationId& conversation) const;
};

}  // namespace indaba::ui

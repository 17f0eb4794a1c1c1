#pragma once
/// One row of the dialog "All rooms": icon, title, topic, number of members, and the button that
/// joins or opens the room. Used by room_browser.cpp.
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

float room_row_height();
float room_row_step();

/// The mouse on a row: on its button, or on the rest of it.
struct RoomRowPress {
    bool button = false, row = false;
};
/// `online` people are in the lobby, which has no number of members.
RoomRowPress draw_room_row(const Rect& area, const RoomSummary& room, bool chosen,
                           std::size_t online);

}  // namespace indaba::ui

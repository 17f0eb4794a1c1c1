#pragma once
/// The left column: the room and the whispers with their unread counts; below them the own name,
/// help, theme and quit.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/views/moved_rows.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct SidebarState {
    float scroll = 0;
    ListSelection selection;  // row 0 is the lobby
    MovedRows moved;
    bool help_asked = false;  // the help button was pressed; the screen clears it
};

void draw_sidebar(const ViewState& view_state, const Rect& area, bool focused, SidebarState& state,
                  Intents& intents);

}  // namespace indaba::ui

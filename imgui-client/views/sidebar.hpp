#pragma once
/// The left column: the own rooms and the whispers with their unread counts; below them the own
/// name, help, theme and quit.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/views/moved_rows.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct SidebarState {
    float scroll = 0;
    ListSelection<ConversationId> selection;  // by ConversationRows
    MovedRows<ConversationId> moved;
    // Buttons that were pressed; the screen clears them.
    bool help_asked = false;
    bool settings_asked = false;
    bool create_asked = false;  // the dialog for a new room
};

void draw_sidebar(const ViewState& view_state, const Rect& area, bool focused, SidebarState& state,
                  Intents& intents);

}  // namespace indaba::ui

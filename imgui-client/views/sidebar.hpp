#pragma once
/// The left column: the program, the room, whispers with their unread counts, who I am, quit.
#include <optional>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct SidebarState {
    float scroll = 0;
    int chosen = 0;                         // by keyboard: 0 everybody, then the whispers...
    std::optional<Account> chosen_account;  // ...and whose it is, while the list changes
    bool help_asked = false;                // the help button was pressed; the screen clears it
};

void draw_sidebar(const ViewState& view_state, const Rect& area, bool focused, SidebarState& state,
                  Intents& intents);

}  // namespace indaba::ui

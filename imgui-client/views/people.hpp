#pragma once
/// The right column: the members of the open room; in the lobby and in whispers everybody who is
/// online, then partners of whispers who are offline. The own name is first. A click on a name
/// opens a whisper. Draws only visible rows, so that ten thousand people cost as much as ten.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/views/moved_rows.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct PeopleState {
    float scroll = 0;
    ListSelection<Account> selection;
    MovedRows<Account> moved;
};

void draw_people(const ViewState& view_state, const Rect& area, bool focused, PeopleState& state,
                 Intents& intents);

}  // namespace indaba::ui

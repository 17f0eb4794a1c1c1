#pragma once
/// The header above the messages: the name of the open conversation, who can read it, and the
/// button that shows or hides the people.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct HeaderState {
    bool people_shown = true;   // beside the messages, if there is room
    bool narrow = false;        // no room beside the messages; set by the screen
    bool people_asked = false;  // in a narrow window they replace the messages
    bool people_seen() const { return narrow ? people_asked : people_shown; }
    void show_people(bool shown) { (narrow ? people_asked : people_shown) = shown; }
};

void draw_header(const ViewState& view_state, const Rect& area, HeaderState& state,
                 Intents& intents);

}  // namespace indaba::ui

#pragma once
/// Above the messages: the open conversation, who hears what is said in it, show or hide the
/// people.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct HeaderState {
    bool people_shown = true;   // beside the messages, where there is room
    bool narrow = false;        // there is none: told by the screen
    bool people_asked = false;  // they replace the messages then
    bool people_seen() const { return narrow ? people_asked : people_shown; }
    void show_people(bool shown) { (narrow ? people_asked : people_shown) = shown; }
};

void draw_header(const ViewState& view_state, const Rect& area, HeaderState& state,
                 Intents& intents);

}  // namespace indaba::ui

#pragma once
/// The header above the messages: the title of the open room and its topic, or the partner of the
/// open whisper; the buttons that open the search, show or hide the people, and open the menu of
/// the room.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/room_menu.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

struct HeaderState {
    bool people_shown = true;     // beside the messages, if there is room
    bool narrow = false;          // no room beside the messages; set by the screen
    bool people_asked = false;    // in a narrow window they replace the messages
    bool search_open = false;     // in place of the people; set by the screen
    bool search_toggled = false;  // the search is to be opened or closed; taken by the screen
    RoomMenu menu;                // drawn by the screen, above all panes
    Rect menu_button;             // of the last frame
    bool people_seen() const { return !search_open && (narrow ? people_asked : people_shown); }
    void show_people(bool shown) { (narrow ? people_asked : people_shown) = shown; }
};

void draw_header(const ViewState& view_state, const Rect& area, HeaderState& state,
                 Intents& intents);

}  // namespace indaba::ui

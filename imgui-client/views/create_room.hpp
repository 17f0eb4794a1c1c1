#pragma once
/// The dialog "Create a room": asks for title, topic, who can join, what newcomers can read, and
/// people to add. Says while the title is typed whether it is free. A refusal of the server stays
/// in the dialog.
#include <string>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/title_check.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/chosen_people.hpp"
#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {

struct CreateRoomState {
    TextField title{false}, topic{false};
    ChosenPeople people;
    bool is_private = false, from_joining = false;
    TitleCheck check;
    int focus = 0;     // a stop of create_room.cpp
    int pressed = -1;  // the stop that Enter or Space presses in this frame, or none
    CardScroll scroll;
    bool title_asked = false;  // an empty title is an error
    bool sent = false;         // the request that the view state tells of is of this dialog
    int made_version = 0;      // of the view state, when the dialog was opened
};

/// Returns the state of a dialog that opens now with this title.
CreateRoomState begin_room(const ViewState& view_state, const std::string& title);
/// Draws the dialog over `screen`. Returns false if it must close: the room was made, or after
/// Cancel, its cross and Escape.
bool draw_create_room(const ViewState& view_state, const Rect& screen, CreateRoomState& state,
                      Intents& intents);
/// Returns whether a caret blinks in the dialog, which needs frames.
bool caret_blinks(const CreateRoomState& state);

}  // namespace indaba::ui

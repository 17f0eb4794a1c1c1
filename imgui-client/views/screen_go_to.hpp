#pragma once
/// The ways to a message of the open conversation: the card that asks where to go, and the view
/// that goes there. Used by screen.cpp.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/screen.hpp"
#include "imgui-client/views/screen_layout.hpp"

namespace indaba::ui {

/// Opens the card, with the day in sight chosen.
void open_go_to(const ViewState& view_state, ScreenState& state);
/// Draws the card if it is open. Opens it when the menu of the room asks for it; a dialog that
/// covers the window closes it.
void draw_go_to(const ViewState& view_state, const ScreenLayout& layout, bool covered,
                ScreenState& state, Intents& intents);
/// Has the view of a conversation go to the message that the workspace has found.
void follow_jump(const ViewState& view_state, ScreenState& state);

}  // namespace indaba::ui

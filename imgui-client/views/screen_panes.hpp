#pragma once
/// The parts of the window that may have the focus: which one gets it by keys, clicks and choices.
/// Used by screen.cpp.
#include <cstdint>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/screen.hpp"
#include "imgui-client/views/screen_layout.hpp"

namespace indaba::ui {

/// Returns whether the pane is drawn.
bool reachable(Pane pane, const ScreenLayout& layout);
/// Moves the focus by a key.
void enter_pane(Pane pane, const ViewState& view_state, ScreenState& state);
void next_pane(const ViewState& view_state, const ScreenLayout& layout, ScreenState& state);
/// Opens the search, or gives it the focus.
void show_search(ScreenState& state);
/// Closes the search and gives the focus back to where it was.
void hide_search(ScreenState& state, Intents& intents);
/// Opens the bar that searches the open conversation, or gives it the focus. It takes the place of
/// the search of all messages, and its text; as show_search() does the other way.
void show_find(const ViewState& view_state, ScreenState& state, Intents& intents);
/// Closes the bar and gives the focus to the composer.
void hide_find(ScreenState& state, Intents& intents);
/// Returns the messages of the open conversation.
MessagesView& open_messages(const ViewState& view_state, ScreenState& state);
/// Returns the number of the found message that the search has gone to, if it is in the open
/// conversation; or 0.
std::uint64_t present_hit(const ViewState& view_state, const ScreenState& state);
/// Moves the focus to the pane that was clicked.
void focus_by_mouse(const ScreenLayout& layout, ScreenState& state);
/// Focuses the composer after the user has chosen a conversation or a refused message to edit. A
/// found message leaves the focus where it was, unless the search covers the message: then that
/// closes.
void focus_composer_after_choice(Intents& intents, ScreenState& state);

}  // namespace indaba::ui

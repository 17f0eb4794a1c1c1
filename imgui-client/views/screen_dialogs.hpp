#pragma once
/// The dialogs over the panes: which one is open, and how it is drawn. Used by screen.cpp.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/screen.hpp"

namespace indaba::ui {

/// The dialogs, the topmost first.
enum class Dialog { none, help, connect, settings, rooms };

/// Returns the topmost open dialog.
Dialog open_dialog(const ViewState& view_state, const ScreenState& state);
/// Draws the open dialog, which gets the keys.
void draw_dialog(Dialog dialog, const ViewState& view_state, const Rect& all, ScreenState& state,
                 Intents& intents);
/// Opens the dialogs that a key or a button of the sidebar asks for; the key of the settings also
/// closes them.
void open_asked_dialogs(const ViewState& view_state, Dialog dialog, ScreenState& state,
                        Intents& intents);
/// Begins a bare ImGui window over the whole display, above the previous layers.
void begin_layer(const char* name, const Rect& all, ImGuiWindowFlags more = 0);

}  // namespace indaba::ui

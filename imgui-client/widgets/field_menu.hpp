#pragma once
/// The menu of a text field, opened by the right mouse button. Returns the chosen command and does
/// nothing itself. Used by text_field.hpp, within the field's id.
#include <optional>

#include "imgui-client/text/editor.hpp"

namespace indaba::ui {

enum class FieldCommand { undo, redo, cut, copy, paste, select_all };

/// Opens the menu of the field whose id is on ImGui's stack, at the mouse.
void open_field_menu();
/// Draws the menu while it is open. Arrows, Enter and the mouse choose; Escape, typing and a click
/// beside it close it.
std::optional<FieldCommand> draw_field_menu(const Editor& editor);
/// Returns whether the menu of any field is open.
bool field_menu_open();
/// Returns whether an open menu gets the keys of this frame. Typing closes it and is not its.
bool field_menu_takes_keys();

}  // namespace indaba::ui

#pragma once
/// Says which actions a message allows, and makes the intents for them. Used by the message view
/// for keys, clicks and the menu.
#include <string>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/view_state/intents.hpp"

namespace indaba::ui {

/// Returns whether a message can be answered and reacted to.
bool is_alive(const RowLayout& layout);
/// Returns whether the user may edit and delete it.
bool may_change(const RowLayout& layout);
/// Returns the intent that puts a reaction on a message, or takes one's own off.
React reaction_to(const RowLayout& layout, const std::string& emoji);
/// Asks for the deletion of a message, if the user may delete it.
void push_deletion(const RowLayout& layout, Intents& intents);
/// Puts what was said into the clipboard, which cannot hold a NUL character: a picture of it stands
/// in its place.
void copy_said(std::string text);
/// Returns the address of a message, for other people of the server.
std::string link_of(const ViewState& view_state, const RowLayout& layout);

}  // namespace indaba::ui

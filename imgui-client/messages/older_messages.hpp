#pragma once
/// Asks for the messages before the first row. Used by the message view. Pure.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// Returns whether there are messages before the first row that the server may send.
bool can_load_older(const ViewState& view_state);
/// Asks for the page before the first row unless it is on its way.
void load_older(const ViewState& view_state, Intents& intents);

}  // namespace indaba::ui

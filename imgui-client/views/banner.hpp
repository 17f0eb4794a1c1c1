#pragma once
/// "Server disconnected.": why, when the next attempt is, retry now. A warning that must be seen:
/// until somebody has understood. Nothing while all is well.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

bool needs_banner(const ViewState& view_state);
void draw_banner(const ViewState& view_state, const Rect& area, Intents& intents);

}  // namespace indaba::ui

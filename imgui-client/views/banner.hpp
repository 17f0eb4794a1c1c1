#pragma once
/// The banner under the header: the lost connection with its reason, the next attempt and a button
/// to retry; or a warning about a changed key until it is dismissed.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

bool needs_banner(const ViewState& view_state);
void draw_banner(const ViewState& view_state, const Rect& area, Intents& intents);

}  // namespace indaba::ui

#pragma once
/// The banner under the header, one strip for each thing that must stay in sight: the lost
/// connection with its reason, the next attempt and a button to retry; and the pinned warnings,
/// each until it is dismissed or its cause has ended.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// Returns the height for a window of this height, in pixels; 0 while there is nothing to say.
/// Warnings that do not fit are counted in the last strip.
float banner_height(const ViewState& view_state, float width, float window_height);
void draw_banner(const ViewState& view_state, const Rect& area, float window_height,
                 Intents& intents);

}  // namespace indaba::ui

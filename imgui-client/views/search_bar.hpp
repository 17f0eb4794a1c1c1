#pragma once
/// The bar above the messages while the user goes from one found message to the next: which of how
/// many it is, and the buttons for the older and the newer one.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/search_panel.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// Returns the height of the bar; 0 when there is none.
float search_bar_height(const ViewState& view_state, const SearchPanelState& state);
void draw_search_bar(const ViewState& view_state, const Rect& area, SearchPanelState& state,
                     Intents& intents);

}  // namespace indaba::ui

#pragma once
/// Draws what stands above the first row of a conversation, and in place of the rows while there
/// are none.
#include "imgui-client/messages/row_paint.hpp"

namespace indaba::ui {

/// Returns the pixels above the first row, where draw_lead() draws.
float lead_height();
/// Draws the words above the first row: what began there.
void draw_lead(const ViewState& view_state, const MessageViewport& viewport, float top);
/// Draws what replaces the rows.
void draw_empty(const ViewState& view_state, const MessageViewport& viewport);

}  // namespace indaba::ui

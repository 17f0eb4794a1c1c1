#pragma once
/// One message that the search has found, as the panel lists it: its author, its conversation and
/// its time in one line, its text with the hits in another. Used by search_panel.hpp.
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// The text of a found message in one line that begins shortly before the first hit.
struct FoundLine {
    DisplayText text;
    std::vector<ByteRange> hits;  // in `text`, ascending
};

/// Returns the line for a row whose text has `width` pixels: its first hit is in sight.
FoundLine found_line(const FoundMessage& message, float width);

/// Returns the height of a row, the distance of two rows, and the width of the text in a row.
float found_row_height();
float found_row_step();
float found_text_width(float row_width);

/// Draws the row. Returns true if it was clicked.
bool draw_found_row(const ViewState& view_state, const Rect& area, const FoundMessage& message,
                    const FoundLine& line, bool chosen);

}  // namespace indaba::ui

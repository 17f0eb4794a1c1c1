#pragma once
/// Draws the parts of a row that only messages have: the quote of what they answer, blocks and
/// emphasis, earlier texts, reactions. Used by paint_row().
#include <cstddef>
#include <optional>
#include <string>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/messages/row_paint.hpp"

namespace indaba::ui {

/// Returns true if the quote was clicked.
bool paint_quote(const RowLayout& layout, float top, const MessageViewport& viewport,
                 const std::string& id);
/// Draws what stands behind the lines of blocks. Returns the block of code that is to be copied.
std::optional<std::size_t> paint_blocks(const RowLayout& layout, float top,
                                        const MessageViewport& viewport, const std::string& id);
/// Draws the surface of code and of the own name within a line; `pen` is the begin of its baseline.
void paint_emphasis_behind(const RowLayout& layout, const Line& line, ImVec2 pen);
/// Draws the strokes through struck words.
void paint_emphasis_over(const RowLayout& layout, const Line& line, ImVec2 pen, Colour colour);
/// Draws the texts before the edits, while they are shown; `y` is the end of the text.
void paint_earlier(const RowLayout& layout, float y, const MessageViewport& viewport);
/// Returns the reaction that was clicked.
std::optional<std::size_t> paint_chips(const RowLayout& layout, float top,
                                       const MessageViewport& viewport, const std::string& id);

}  // namespace indaba::ui

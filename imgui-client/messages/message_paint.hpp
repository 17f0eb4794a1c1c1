#pragma once
/// Draws the parts of a row that only messages have: the quote of what they answer, blocks and
/// emphasis, earlier texts, reactions. Used by paint_row().
#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/messages/row_paint.hpp"

namespace indaba::ui {

/// Returns those of ascending spans [begin, end) that reach into a line: a text may have thousands.
template <class Span>
std::span<const Span> within(const std::vector<Span>& spans, const Line& line) {
    const auto first = std::ranges::upper_bound(spans, std::size_t{line.begin}, {}, &Span::end);
    const auto last = std::ranges::lower_bound(spans, std::size_t{line.end}, {}, &Span::begin);
    return first < last ? std::span<const Span>(first, last) : std::span<const Span>();
}

/// Returns true if the quote was clicked.
bool paint_quote(const RowLayout& layout, float top, const MessageViewport& viewport,
                 const std::string& id);
/// Draws what stands behind the lines of blocks. Returns the block of code that is to be copied.
std::optional<std::size_t> paint_blocks(const RowLayout& layout, float top,
                                        const MessageViewport& viewport, const std::string& id);
/// Draws the surface of code and of the own name within a line; `pen` is the begin of its baseline.
void paint_emphasis_behind(const RowLayout& layout, const Line& line, ImVec2 pen);
/// Draws the surface of what the search has found in a line; `chosen`: in its present hit.
void paint_hits_behind(const RowLayout& layout, const Line& line, ImVec2 pen, bool chosen);
/// Draws the strokes through struck words.
void paint_emphasis_over(const RowLayout& layout, const Line& line, ImVec2 pen, Colour colour);
/// Draws the texts before the edits, while they are shown; `y` is the end of the text.
void paint_earlier(const RowLayout& layout, float y, const MessageViewport& viewport);
/// Returns the reaction that was clicked.
std::optional<std::size_t> paint_chips(const RowLayout& layout, float top,
                                       const MessageViewport& viewport, const std::string& id);

}  // namespace indaba::ui

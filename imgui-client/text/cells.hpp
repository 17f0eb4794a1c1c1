#pragma once
/// The places of a line's graphemes. One list of cells per line serves the hit test, the caret and
/// the boxes of a selection. All lengths are 1/64 pixels, all positions bytes. Pure.
#include <cstdint>
#include <span>
#include <vector>

#include "imgui-client/text/shaped_text.hpp"

namespace indaba::ui {

/// A grapheme, with those after it that have no width. The caret stands at its sides, never in it.
struct Cell {
    std::uint32_t begin = 0, end = 0;
    std::int32_t x0 = 0, x1 = 0;  // from the line's begin; x0 <= x1
    bool right_to_left = false;   // its begin is at x1
};

/// The bytes [begin, end) of one direction, whose glyphs begin at `x`.
struct GlyphPart {
    std::uint32_t begin = 0, end = 0;
    std::int32_t x = 0;
    bool right_to_left = false;
};

/// Adds the graphemes of a part to `cells`, in logical order. A cluster of several is divided
/// evenly among them; what a part adds to the last grapheme makes that wider.
void append_cells(std::vector<Cell>& cells, std::span<const Glyph> glyphs, const GlyphPart& part,
                  const std::vector<std::uint8_t>& begins);

/// Returns the cells of a line from left to right; those without a width have joined a neighbour.
std::vector<Cell> visual_cells(std::vector<Cell> logical);

}  // namespace indaba::ui

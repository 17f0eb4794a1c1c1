#pragma once
/// Lays a shaped text out into lines of a width: glyphs in visual order with their places, and the
/// cells of the graphemes. Used by all that paints text, finds the mouse in it or moves a caret.
/// All lengths are 1/64 pixels, all positions bytes of the text. Draws nothing.
#include <cstdint>
#include <span>
#include <vector>

#include "imgui-client/text/cells.hpp"
#include "imgui-client/text/shaped_text.hpp"
#include "imgui-client/text/text_shaper.hpp"

namespace indaba::ui {

/// A glyph with its place: `x` from the line's begin, `y` upwards from the baseline.
struct PlacedGlyph {
    const FontFace* face = nullptr;  // null: a box
    std::uint32_t id = 0, cluster = 0;
    std::int32_t x = 0, y = 0;
};

/// The bytes [begin, end), with the spaces after which the line was broken, without its line feed.
struct TextLine {
    std::uint32_t begin = 0, end = 0;
    std::int32_t left = 0, width = 0;      // of what is drawn, without the spaces at the end
    std::int32_t ascent = 0, descent = 0;  // that the faces need above and below the baseline
    bool right_to_left = false;            // the paragraph's direction; aligned at the right
    std::vector<PlacedGlyph> glyphs;
    std::vector<Cell> cells;  // from left to right; none for an empty line
};
using TextLines = std::vector<TextLine>;

inline constexpr std::int32_t unlimited_width = INT32_MAX;

/// The paragraphs that begin within the bytes [begin, end) have lines that are narrower than the
/// others `by` so much.
struct NarrowSpan {
    std::uint32_t begin = 0, end = 0;
    std::int32_t by = 0;
};

/// Returns the lines, at least one for each paragraph. A line is broken where ICU allows it, else
/// between graphemes, and is wider than `width` only if one grapheme is. Spaces at its end need no
/// room.
TextLines lay_out(const ShapedText& shaped, std::int32_t width, TextShaper& shaper,
                  std::span<const NarrowSpan> narrow = {});

/// Returns the first paragraph as one line: as much of it as fits into `width`, with an ellipsis
/// when something was left out.
TextLine truncated_line(const ShapedText& shaped, std::int32_t width, TextShaper& shaper);

}  // namespace indaba::ui

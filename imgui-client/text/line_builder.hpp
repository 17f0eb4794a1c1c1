#pragma once
/// Makes one line out of a part of a shaped paragraph: cuts the runs, shapes again what a cut has
/// changed, and places glyphs and cells in visual order. Used by text_lines.cpp, which chooses
/// where lines end.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "imgui-client/display_text/utf16_text.hpp"
#include "imgui-client/text/shaped_text.hpp"
#include "imgui-client/text/text_lines.hpp"
#include "imgui-client/text/text_shaper.hpp"

namespace indaba::ui {

class LineBuilder {
 public:
    LineBuilder(const ShapedText& shaped, const ShapedParagraph& paragraph, TextShaper& shaper)
        : shaped_(shaped), paragraph_(paragraph), shaper_(shaper) {}

    /// Returns the paragraph's graphemes in logical order, as wide as in one line.
    std::vector<Cell> graphemes() const;
    /// Returns the line of the bytes [begin, end), which are white space from `spaces` on. A line
    /// from right to left ends at `width`, unless that is unlimited.
    TextLine build(std::uint32_t begin, std::uint32_t spaces, std::uint32_t end,
                   std::int32_t width);

 private:
    struct Piece;
    std::span<const GlyphRun> runs() const;
    std::span<const Glyph> glyphs_of(const GlyphRun& run) const;
    Piece piece_of(const GlyphRun& run, std::uint32_t begin, std::uint32_t end, std::uint8_t level);
    std::vector<Piece> pieces_of(std::uint32_t begin, std::uint32_t spaces, std::uint32_t end);
    void place_glyphs(TextLine& line, std::vector<Piece>& pieces) const;
    void place_cells(TextLine& line, const std::vector<Piece>& pieces, std::uint32_t spaces) const;

    const ShapedText& shaped_;
    const ShapedParagraph& paragraph_;
    TextShaper& shaper_;
    std::optional<Utf16Text> utf16_;  // made when a piece is shaped again
};

}  // namespace indaba::ui

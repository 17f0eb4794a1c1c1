#pragma once
/// A text after shaping: glyphs in runs, each run of one direction, script and face. Made by
/// TextShaper and laid out into lines of any width (text_lines.hpp). All lengths are 1/64 pixels,
/// all positions bytes of the text.
#include <unicode/uscript.h>

#include <cstdint>
#include <string>
#include <vector>

#include "imgui-client/fonts/font_face.hpp"
#include "imgui-client/fonts/text_style.hpp"

namespace indaba::ui {

struct Glyph {
    /// The id of joiners, selectors and the like: without a width, and not drawn.
    static constexpr std::uint32_t invisible = 0x10000;
    std::uint32_t id = 0;       // in its face; 0: the face lacks the character, a box is drawn
    std::uint32_t cluster = 0;  // the first byte that it is drawn for
    std::int32_t advance = 0, dx = 0, dy = 0;
    bool unsafe_to_break = false;  // a line that begins here must be shaped again
};

/// The bytes [begin, end) and their glyphs, which stand from left to right.
struct GlyphRun {
    std::uint32_t begin = 0, end = 0;
    std::uint32_t first_glyph = 0, last_glyph = 0;  // one past the last
    std::uint8_t level = 0;                         // odd: from right to left
    UScriptCode script = USCRIPT_COMMON;
    FontFace* face = nullptr;  // null: no face has the text; its glyphs are boxes
};

/// The bytes between two line feeds.
struct ShapedParagraph {
    std::uint32_t begin = 0, end = 0;
    std::uint32_t first_run = 0, last_run = 0;  // one past the last
    std::uint8_t level = 0;                     // odd: the paragraph is aligned at the right
};

struct ShapedText {
    std::string text;
    FontRequest request;
    std::vector<ShapedParagraph> paragraphs;  // at least one
    std::vector<GlyphRun> runs;               // in logical order
    std::vector<Glyph> glyphs;
    /// Bits for each byte: does a grapheme begin there, and may a line?
    std::vector<std::uint8_t> begins;
    static constexpr std::uint8_t grapheme = 1, line = 2;  // a line may begin here
    /// Shaped before the machine's fonts were known, so it is to be shaped again.
    bool is_provisional = false;
};

}  // namespace indaba::ui

#pragma once
/// The places of a text's lines when it has blocks: a block of code has a surface with a head, a
/// quote stands behind a bar. Used by the layout of a row. Draws nothing.
#include <cstddef>
#include <span>
#include <vector>

#include "imgui-client/display_text/markup.hpp"
#include "imgui-client/text/text_layout.hpp"

namespace indaba::ui {

/// The upper left corner of a line, in pixels from that of the text.
struct LinePlace {
    float top = 0, left = 0;
};

/// A block with its vertical place, in pixels from the text's top.
struct TextBlock {
    MarkedBlock::Kind kind = MarkedBlock::Kind::code;
    float top = 0, bottom = 0;
    std::size_t begin = 0, end = 0;  // bytes of the text
    DisplayText language;            // of code, if it was named
};

struct PlacedLines {
    std::vector<LinePlace> places;  // of each line
    std::vector<TextBlock> blocks;  // those with at least one line
    float height = 0;
};

/// Returns how much narrower the lines of blocks are.
std::vector<NarrowSpan> narrowed(std::span<const MarkedBlock> blocks);
/// Returns the places of lines that were laid out with narrowed().
PlacedLines place_lines(const Lines& lines, float pitch, std::span<const MarkedBlock> blocks);
/// Returns the height of the head of a block of code, with its language and its copy button.
float code_head_height();

}  // namespace indaba::ui

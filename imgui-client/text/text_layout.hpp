#pragma once
/// A shown text as lines of a given width: breaks at line feeds, else at spaces, between East Asian
/// characters and after hyphens and slashes, else anywhere. The message view and the editor share
/// it. Knows fonts' widths, draws nothing.
#include <cstddef>
#include <vector>

#include "imgui-client/fonts/fonts.hpp"

namespace indaba::ui {

/// Bytes [begin, end) of the text; a break or the spaces it was broken at lie between two lines.
struct Line {
    std::size_t begin = 0, end = 0;
    float width = 0;
};
using Lines = std::vector<Line>;

/// At least one line, also for an empty text. One pass.
Lines lay_out(DisplayTextView text, TextStyle style, float width);

/// The byte (at a character's begin) nearest to x pixels right of the line's begin.
std::size_t byte_at(DisplayTextView text, const Line& line, TextStyle style, float x);
/// Pixels from the line's begin to `byte`.
float x_of(DisplayTextView text, const Line& line, TextStyle style, std::size_t byte);
/// The line that shows `byte`; at a soft break the later one.
std::size_t line_of(const Lines& lines, std::size_t byte);

}  // namespace indaba::ui

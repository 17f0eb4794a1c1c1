#pragma once
/// Breaks a text into lines of a given width: at line feeds, at spaces, between East Asian
/// characters and after hyphens and slashes, and inside of a word only when it does not fit. Used
/// by the message view, the editor and all other text that wraps. Draws nothing.
#include <cstddef>
#include <vector>

#include "imgui-client/fonts/fonts.hpp"

namespace indaba::ui {

/// The bytes [begin, end) of the text. The line feed, or the spaces of a soft break, lie between
/// two lines.
struct Line {
    std::size_t begin = 0, end = 0;
    float width = 0;
};
using Lines = std::vector<Line>;

/// Returns the lines of `text`, at least one. Linear in the size of the text.
Lines lay_out(DisplayTextView text, TextStyle style, float width);

/// Returns the begin of the character nearest to `x`, in pixels from the line's begin.
std::size_t byte_at(DisplayTextView text, const Line& line, TextStyle style, float x);
/// Returns the pixels from the line's begin to `byte`.
float x_of(DisplayTextView text, const Line& line, TextStyle style, std::size_t byte);
/// Returns the index of the line that holds `byte`; at a soft break, of the later one.
std::size_t line_of(const Lines& lines, std::size_t byte);

}  // namespace indaba::ui

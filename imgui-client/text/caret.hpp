#pragma once
/// Places of the caret in lines that were laid out, and how keys and the mouse move it: Left and
/// Right go by what is seen, also where directions mix. Used by the editor and by the selection of
/// messages. All lengths are 1/64 pixels, all positions bytes of the text. Pure.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "imgui-client/text/text_lines.hpp"

namespace indaba::ui {

/// A position between two graphemes, and with which of the two the caret stands: where directions
/// or lines meet, one position has two places.
struct Caret {
    std::uint32_t byte = 0;
    bool after_previous =
        false;  // at the end of the grapheme before, else at the begin of the next
    bool operator==(const Caret&) const = default;
};

/// Returns the caret nearest to `x`.
Caret caret_at(const TextLine& line, std::int32_t x);
/// Returns the line of a caret.
std::size_t line_of_caret(const TextLines& lines, const Caret& caret);
/// Returns the place of a caret from the line's begin.
std::int32_t x_of_caret(const TextLine& line, const Caret& caret);

/// Returns the first and the last caret of a line, as Home and End reach them.
Caret first_caret(const TextLine& line);
Caret last_caret(const TextLine& line);

/// Return the next caret on the screen; `caret` itself at the end of the text.
Caret caret_left_of(const TextLines& lines, const Caret& caret);
Caret caret_right_of(const TextLines& lines, const Caret& caret);

/// Returns the boxes [x0, x1) of the graphemes within the bytes [begin, end), from left to right:
/// several where directions mix.
std::vector<std::pair<std::int32_t, std::int32_t>> selection_boxes(const TextLine& line,
                                                                   std::uint32_t begin,
                                                                   std::uint32_t end);

}  // namespace indaba::ui

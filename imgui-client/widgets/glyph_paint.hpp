#pragma once
/// Draws the glyphs of a line from the glyph cache. Only paint.cpp calls it.
#include <span>

#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui::paint {

/// The colour of a line, and of those of its bytes that have another one.
struct Ink {
    Colour colour = 0;
    std::span<const InkSpan> spans;

    Colour of(std::size_t byte) const;
};

/// Draws the glyphs with the line's begin at `pen`, a whole pixel on the baseline. A glyph whose
/// picture must wait for another frame is left out.
void draw_glyphs(ImDrawList& list, ImVec2 pen, const Line& line, int em, Share share,
                 const Ink& ink);

}  // namespace indaba::ui::paint

/// Fuzzes shaping and lay-out with any bytes in the fonts of this machine: runs, lines and cells
/// cover the text, lines keep to their width, and a caret that walks comes to an end. The first two
/// bytes are the style and the width.
#include <algorithm>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/boundaries.hpp"
#include "imgui-client/text/caret.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace indaba::ui;
using indaba::fuzz::must;

struct Shaping {
    Shaping() : shaper(fonts) { fonts.wait(); }
    FontFinder fonts;
    TextShaper shaper;
};
Shaping& shaping() {
    static Shaping made;
    return made;
}

void check_runs(const ShapedText& shaped) {
    std::uint32_t end = 0;
    for (const GlyphRun& run : shaped.runs) {
        must(run.begin < run.end && run.begin >= end, "runs have text, in order");
        must(run.last_glyph <= shaped.glyphs.size(), "a run has its glyphs");
        for (std::uint32_t i = run.first_glyph; i < run.last_glyph; ++i)
            must(shaped.glyphs[i].cluster >= run.begin && shaped.glyphs[i].cluster < run.end,
                 "a cluster lies in its run");
        end = run.end;
    }
    must(end <= shaped.text.size(), "runs lie in the text");
}

/// Returns how many cells of a line have something visible.
std::ptrdiff_t visible_cells(const ShapedText& shaped, const TextLine& line) {
    return std::ranges::count_if(line.cells, [&](const Cell& cell) {
        const std::string grapheme = shaped.text.substr(cell.begin, cell.end - cell.begin);
        return indaba::leading_blanks(grapheme) < grapheme.size();
    });
}

void check_line(const ShapedText& shaped, const TextLine& line, std::int32_t width) {
    must(line.width <= width || visible_cells(shaped, line) <= 1, "a line keeps to its width");
    std::uint64_t covered = 0;
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
        const Cell& cell = line.cells[i];
        must(cell.begin < cell.end && cell.begin >= line.begin && cell.end <= line.end,
             "a cell lies in its line");
        must(cell.x0 <= cell.x1, "a cell has a width");
        must(i == 0 || line.cells[i - 1].x0 <= cell.x0, "cells go from left to right");
        covered += cell.end - cell.begin;
    }
    must(covered == line.end - line.begin, "cells cover their line");
    for (const PlacedGlyph& glyph : line.glyphs)
        must(glyph.cluster >= line.begin && glyph.cluster < line.end, "a glyph lies in its line");
    for (const std::int32_t x : {-1000, 0, 500, 1 << 30}) {
        const Caret caret = caret_at(line, x);
        must(caret.byte >= line.begin && caret.byte <= line.end, "a hit lies in its line");
    }
    const auto boxes = selection_boxes(line, line.begin, line.end);
    must(line.cells.empty() || boxes.front().first == line.cells.front().x0,
         "a selection of all has all");
}

void check_walk(const TextLines& lines) {
    std::size_t limit = 4;
    for (const TextLine& line : lines) limit += 2 * line.cells.size() + 4;
    Caret caret = first_caret(lines.front());
    for (std::size_t steps = 0;; ++steps) {
        must(steps < limit, "a caret comes to the end");
        const std::size_t line = line_of_caret(lines, caret);
        must(line < lines.size(), "a caret is in a line");
        const Caret next =
            lines[line].right_to_left ? caret_left_of(lines, caret) : caret_right_of(lines, caret);
        if (next == caret) break;
        caret = next;
    }
}

void check_steps(std::string_view text) {
    std::size_t steps = 0;
    for (std::size_t at = 0; at < text.size(); ++steps) {
        const std::size_t next = next_grapheme(text, at);
        must(next > at && next <= text.size(), "a grapheme has bytes");
        if (steps > 20) break;
        const auto [begin, end] = word_span(text, at);
        must(begin <= at && at < end && end <= text.size(), "a word is around its bytes");
        must(next_word(text, at) > at, "a next word comes later");
        at = next;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto style = static_cast<TextStyle>(data[0] % style_metrics.size());
    const std::int32_t width = data[1] * data[1] * 2;
    const std::string_view text = indaba::fuzz::view(data, size).substr(2);
    TextShaper& shaper = shaping().shaper;
    const ShapedText shaped = shaper.shape(text, font_request(style));
    check_runs(shaped);
    const TextLines lines = lay_out(shaped, width, shaper);
    must(!lines.empty() && lines.back().end == text.size(), "lines hold the text to its end");
    for (std::size_t i = 1; i < lines.size(); ++i)
        must(lines[i].begin - lines[i - 1].end <= 1, "lines hold all bytes");
    for (const TextLine& line : lines) check_line(shaped, line, width);
    check_walk(lines);
    check_steps(text);
    truncated_line(shaped, width, shaper);
    return 0;
}

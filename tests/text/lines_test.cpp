#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "common/base/utf8.hpp"
#include "imgui-client/display_text/utf16_text.hpp"
#include "imgui-client/text/text_lines.hpp"
#include "tests/text/reference_boundaries.hpp"
#include "tests/text/torture.hpp"

using namespace indaba::ui;
using namespace indaba::test;

namespace {

int width_between(const TextLine& whole, std::uint32_t begin, std::uint32_t end) {
    int width = 0;
    for (const Cell& cell : whole.cells)
        if (cell.begin >= begin && cell.end <= end) width += cell.x1 - cell.x0;
    return width;
}

std::uint32_t without_spaces(const std::string& text, std::uint32_t end) {
    while (end > 0 && text[end - 1] == ' ') --end;
    return end;
}

/// Returns how many cells have a visible character.
int ink_cells(const TextLine& line, const std::string& text) {
    return static_cast<int>(std::ranges::count_if(line.cells, [&](const Cell& cell) {
        const std::string grapheme = text.substr(cell.begin, cell.end - cell.begin);
        return indaba::leading_blanks(grapheme) < grapheme.size();
    }));
}

std::vector<std::uint32_t> ids_of(const std::vector<Glyph>& glyphs) {
    std::vector<std::uint32_t> ids;
    for (const Glyph& glyph : glyphs)
        if (glyph.id != Glyph::invisible) ids.push_back(glyph.id);
    return ids;
}

std::vector<std::uint32_t> ids_between(const TextLine& line, std::uint32_t begin,
                                       std::uint32_t end) {
    std::vector<std::uint32_t> ids;
    for (const PlacedGlyph& glyph : line.glyphs)
        if (glyph.cluster >= begin && glyph.cluster < end) ids.push_back(glyph.id);
    return ids;
}

}  // namespace

TEST_CASE("a line is broken where ICU allows it, as late as it fits, else between graphemes") {
    int soft = 0, forced = 0, reshaped = 0;
    for (const std::string& text : torture_lines()) {
        const ShapedText shaped = shaping().shape(text);
        const auto places = reference_boundaries(text, Boundary::line);
        std::set<std::uint32_t> allowed(places.begin(), places.end());
        std::erase_if(allowed, [&](std::uint32_t byte) {  // ICU parts some spaces from joiners
            return byte < text.size() && (shaped.begins[byte] & ShapedText::grapheme) == 0;
        });
        const TextLine whole = shaping().lines(shaped).front();
        for (const int width : twenty_widths()) {
            const TextLines lines = shaping().lines(shaped, width);
            for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
                const std::uint32_t begin = lines[i].begin, end = lines[i].end;
                INFO(text << " at " << width << ": " << begin << " to " << end);
                const auto next = allowed.upper_bound(end);
                if (allowed.count(end) == 1) {
                    ++soft;
                    REQUIRE(next != allowed.end());
                    // The next opportunity would have been too far.
                    const bool fits =
                        width_between(whole, begin, without_spaces(text, *next)) <= width;
                    reshaped += fits ? 1 : 0;
                } else {
                    ++forced;
                    CHECK(allowed.upper_bound(begin) == next);
                    CHECK((shaped.begins[end] & ShapedText::grapheme) != 0);
                }
            }
        }
    }
    CHECK(soft > 3000);
    CHECK(forced > 3000);
    CHECK(reshaped < soft / 100);  // these grew when their last letter took a final form
}

TEST_CASE("a line is no wider than asked, unless one grapheme is") {
    for (const std::string& text : torture_lines()) {
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths())
            for (const TextLine& line : shaping().lines(shaped, width)) {
                INFO(text << " at " << width << ": " << line.begin << " to " << line.end);
                CHECK((line.width <= width || ink_cells(line, text) <= 1));
            }
    }
}

TEST_CASE("lines hold all bytes in order, and cells all bytes of their line") {
    std::string all;
    for (const std::string& text : torture_lines()) all += text + "\n";
    const ShapedText shaped = shaping().shape(all);
    for (const int width : twenty_widths()) {
        std::uint32_t end = 0;
        for (const TextLine& line : shaping().lines(shaped, width)) {
            CHECK((line.begin == end || (line.begin == end + 1 && all[end] == '\n')));
            end = line.end;
            std::vector<std::pair<std::uint32_t, std::uint32_t>> covered;
            for (const Cell& cell : line.cells) covered.emplace_back(cell.begin, cell.end);
            std::ranges::sort(covered);
            std::uint32_t at = line.begin;
            for (const auto& [from, to] : covered) {
                CHECK(from == at);
                CHECK(to > from);
                at = to;
            }
            CHECK(at == line.end);
        }
        CHECK(end == all.size());
    }
}

TEST_CASE("cells stand side by side from left to right, and glyphs begin in them") {
    for (const std::string& text : torture_lines())
        for (const TextLine& line : shaping().lines(shaping().shape(text), 9000)) {
            INFO(text);
            for (std::size_t i = 1; i < line.cells.size(); ++i)
                CHECK(line.cells[i].x0 == line.cells[i - 1].x1);
        }
}

TEST_CASE("a part of a run on a line has the glyphs that it has when it is shaped by itself") {
    int parts = 0;
    for (const std::string& text : torture_lines()) {
        const Utf16Text utf16(text);
        const ShapedText shaped = shaping().shape(text);
        for (const int width : twenty_widths())
            for (const TextLine& line : shaping().lines(shaped, width))
                for (const GlyphRun& run : shaped.runs) {
                    const std::uint32_t begin = std::max(line.begin, run.begin);
                    const std::uint32_t end = std::min(line.end, run.end);
                    // Spaces at the end have another direction, and are a part of their own.
                    if (begin >= end || run.level != shaped.paragraphs.front().level) continue;
                    INFO(text << " at " << width << ": " << begin << " to " << end);
                    const TextItem item{utf16.unit_of(begin), utf16.unit_of(end), run.level,
                                        run.script, run.face};
                    const auto alone = shaping().shaper.shape_item(utf16, item, shaped.request.em);
                    CHECK(ids_of(alone) == ids_between(line, begin, end));
                    ++parts;
                }
    }
    CHECK(parts > 20000);
}

TEST_CASE("a paragraph from right to left is aligned at the right") {
    const int width = 20000;
    const TextLine hebrew = shaping().lines(shaping().shape("שלום abc  "), width).front();
    CHECK(hebrew.right_to_left);
    CHECK(hebrew.left + hebrew.width == width);
    const TextLine latin = shaping().lines(shaping().shape("abc שלום"), width).front();
    CHECK_FALSE(latin.right_to_left);
    CHECK(latin.left == 0);
}

TEST_CASE("each line feed begins a line, also at the end and in an empty text") {
    CHECK(shaping().lines(shaping().shape("")).size() == 1);
    CHECK(shaping().lines(shaping().shape("\n")).size() == 2);
    CHECK(shaping().lines(shaping().shape("a\n\nb\n")).size() == 4);
}

TEST_CASE("a truncated line fits and ends in an ellipsis") {
    const TextLine ellipsis = shaping().lines(shaping().shape("…")).front();
    for (const std::string& text : torture_lines()) {
        const ShapedText shaped = shaping().shape(text);
        const int whole = shaping().lines(shaped).front().width;
        CHECK(truncated_line(shaped, whole, shaping().shaper).end == text.size());
        for (int width : twenty_widths()) {
            width = std::min(width, whole - 1);
            INFO(text << " at " << width);
            const TextLine line = truncated_line(shaped, width, shaping().shaper);
            CHECK((line.width <= width || line.width == ellipsis.width));
            REQUIRE_FALSE(line.glyphs.empty());
            const PlacedGlyph& last = line.right_to_left ? line.glyphs.front() : line.glyphs.back();
            // Within an isolate the ellipsis has the isolate's direction.
            if (text.find("isolate") == text.npos) CHECK(last.id == ellipsis.glyphs.front().id);
        }
    }
}

TEST_CASE("a script with high letters asks for a higher row") {
    const TextLine plain = shaping().lines(shaping().shape("abc")).front();
    const TextLine khmer = shaping().lines(shaping().shape("abc ខ្មែរ")).front();
    CHECK(plain.ascent > 0);
    CHECK(plain.descent > 0);
    CHECK(khmer.descent >= plain.descent);
}

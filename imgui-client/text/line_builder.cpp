#include "imgui-client/text/line_builder.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "imgui-client/text/bidi.hpp"

namespace indaba::ui {
namespace {

std::int32_t width_of(std::span<const Glyph> glyphs) {
    std::int32_t width = 0;
    for (const Glyph& glyph : glyphs) width += glyph.advance;
    return width;
}

/// Returns the index between the glyphs before `byte` and those from it on; nullopt where the run
/// cannot be cut.
std::optional<std::size_t> cut_at(std::span<const Glyph> glyphs, const GlyphRun& run,
                                  std::uint32_t byte) {
    const bool backwards = is_right_to_left(run.level);
    if (byte == run.begin) return backwards ? glyphs.size() : 0;
    if (byte == run.end) return backwards ? 0 : glyphs.size();
    const auto cut = std::ranges::partition_point(glyphs, [&](const Glyph& glyph) {
        return backwards ? glyph.cluster >= byte : glyph.cluster < byte;
    });
    if (cut == (backwards ? glyphs.begin() : glyphs.end())) return std::nullopt;
    const Glyph& first = backwards ? *(cut - 1) : *cut;
    if (first.cluster != byte || first.unsafe_to_break) return std::nullopt;
    return static_cast<std::size_t>(cut - glyphs.begin());
}

}  // namespace

/// A part of a run within the line, from left to right.
struct LineBuilder::Piece {
    std::uint32_t begin = 0, end = 0;
    std::uint8_t level = 0;
    FontFace* face = nullptr;
    std::int32_t x = 0;
    std::span<const Glyph> glyphs;  // of the text, or of `own`
    std::vector<Glyph> own;         // shaped again
};

std::span<const GlyphRun> LineBuilder::runs() const {
    return std::span(shaped_.runs)
        .subspan(paragraph_.first_run, paragraph_.last_run - paragraph_.first_run);
}

std::span<const Glyph> LineBuilder::glyphs_of(const GlyphRun& run) const {
    return std::span(shaped_.glyphs).subspan(run.first_glyph, run.last_glyph - run.first_glyph);
}

std::vector<Cell> LineBuilder::graphemes() const {
    std::vector<Cell> cells;
    for (std::int32_t x = 0; const GlyphRun& run : runs()) {
        append_cells(cells, glyphs_of(run), {run.begin, run.end, x, is_right_to_left(run.level)},
                     shaped_.begins);
        x += width_of(glyphs_of(run));
    }
    return cells;
}

LineBuilder::Piece LineBuilder::piece_of(const GlyphRun& run, std::uint32_t begin,
                                         std::uint32_t end, std::uint8_t level) {
    Piece piece{begin, end, level, run.face, 0, {}, {}};
    const std::span<const Glyph> all = glyphs_of(run);
    const auto from = cut_at(all, run, begin), to = cut_at(all, run, end);
    if (from && to && is_right_to_left(level) == is_right_to_left(run.level)) {
        const std::size_t first = std::min(*from, *to);
        piece.glyphs = all.subspan(first, std::max(*from, *to) - first);
        return piece;
    }
    const std::uint32_t offset = paragraph_.begin;
    if (!utf16_)
        utf16_.emplace(
            std::string_view(shaped_.text).substr(offset, paragraph_.end - paragraph_.begin));
    const TextItem item{utf16_->unit_of(begin - offset), utf16_->unit_of(end - offset), level,
                        run.script, run.face};
    piece.own = shaper_.shape_item(*utf16_, item, shaped_.request.em);
    for (Glyph& glyph : piece.own) glyph.cluster += offset;
    piece.glyphs = piece.own;
    return piece;
}

/// Returns the line's pieces in logical order. Spaces at its end have the paragraph's direction
/// (UAX 9, L1).
std::vector<LineBuilder::Piece> LineBuilder::pieces_of(std::uint32_t begin, std::uint32_t spaces,
                                                       std::uint32_t end) {
    std::vector<Piece> pieces;
    const auto all = runs();
    auto run = std::ranges::upper_bound(all, begin, {}, &GlyphRun::end);
    for (; run != all.end() && run->begin < end; ++run) {
        const std::uint32_t from = std::max(begin, run->begin), to = std::min(end, run->end);
        const bool is_whole = run->level == paragraph_.level;
        const std::uint32_t cut = is_whole ? to : std::clamp(spaces, from, to);
        if (from < cut) pieces.push_back(piece_of(*run, from, cut, run->level));
        if (cut < to) pieces.push_back(piece_of(*run, cut, to, paragraph_.level));
    }
    return pieces;
}

void LineBuilder::place_glyphs(TextLine& line, std::vector<Piece>& pieces) const {
    std::vector<std::uint8_t> levels(pieces.size());
    std::ranges::transform(pieces, levels.begin(), &Piece::level);
    std::int32_t x = line.left;
    for (const std::int32_t number : visual_order(levels)) {
        Piece& piece = pieces[static_cast<std::size_t>(number)];
        piece.x = x;
        for (const Glyph& glyph : piece.glyphs) {
            if (glyph.id != Glyph::invisible)
                line.glyphs.push_back(
                    {piece.face, glyph.id, glyph.cluster, x + glyph.dx, glyph.dy});
            x += glyph.advance;
        }
        if (!piece.face) continue;
        const auto [ascent, descent] = piece.face->extents(shaped_.request.em);
        line.ascent = std::max(line.ascent, ascent);
        line.descent = std::max(line.descent, descent);
    }
}

/// Places the cells, and finds the edges of what is drawn.
void LineBuilder::place_cells(TextLine& line, const std::vector<Piece>& pieces,
                              std::uint32_t spaces) const {
    std::vector<Cell> cells;
    for (const Piece& piece : pieces)
        append_cells(cells, piece.glyphs,
                     {piece.begin, piece.end, piece.x, is_right_to_left(piece.level)},
                     shaped_.begins);
    std::optional<std::int32_t> left, right;
    for (const Cell& cell : cells) {
        if (cell.begin >= spaces) continue;
        left = std::min(left.value_or(cell.x0), cell.x0);
        right = std::max(right.value_or(cell.x1), cell.x1);
    }
    line.left = left.value_or(line.left);
    line.width = right.value_or(line.left) - line.left;
    line.cells = visual_cells(std::move(cells));
}

TextLine LineBuilder::build(std::uint32_t begin, std::uint32_t spaces, std::uint32_t end,
                            std::int32_t width) {
    TextLine line;
    line.begin = begin;
    line.end = end;
    line.right_to_left = is_right_to_left(paragraph_.level);
    std::vector<Piece> pieces = pieces_of(begin, spaces, end);
    if (line.right_to_left && width != unlimited_width) {
        line.left = width;
        for (const Piece& piece : pieces) line.left -= width_of(piece.glyphs);
    }
    place_glyphs(line, pieces);
    place_cells(line, pieces, spaces);
    return line;
}

}  // namespace indaba::ui

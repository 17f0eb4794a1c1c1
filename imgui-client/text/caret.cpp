#include "imgui-client/text/caret.hpp"

#include <algorithm>

namespace indaba::ui {
namespace {

Caret left_side(const Cell& cell) {
    return cell.right_to_left ? Caret{cell.end, true} : Caret{cell.begin, false};
}
Caret right_side(const Cell& cell) {
    return cell.right_to_left ? Caret{cell.begin, false} : Caret{cell.end, true};
}

Caret left_edge(const TextLine& line) {
    return line.cells.empty() ? first_caret(line) : left_side(line.cells.front());
}
Caret right_edge(const TextLine& line) {
    return line.cells.empty() ? first_caret(line) : right_side(line.cells.back());
}
Caret begin_edge(const TextLine& line) {
    return line.right_to_left ? right_edge(line) : left_edge(line);
}
Caret end_edge(const TextLine& line) {
    return line.right_to_left ? left_edge(line) : right_edge(line);
}

/// Returns how many cells of the line are left of the caret.
std::size_t cells_left_of(const TextLine& line, const Caret& caret) {
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
        const Cell& cell = line.cells[i];
        if (caret.after_previous ? cell.end == caret.byte : cell.begin == caret.byte)
            return cell.right_to_left == caret.after_previous ? i : i + 1;
        if (cell.begin < caret.byte && caret.byte < cell.end) return cell.right_to_left ? i + 1 : i;
    }
    // The line's first position has nothing before it, the last one nothing after it.
    const bool at_begin = caret.byte <= line.begin;
    return at_begin == line.right_to_left ? line.cells.size() : 0;
}

/// Returns whether the line was broken without a line feed.
bool continues_softly(const TextLines& lines, std::size_t line) {
    return line + 1 < lines.size() && lines[line].end == lines[line + 1].begin;
}

/// Returns whether the end of the line and the begin of the next one are one position, at which a
/// key stops once.
bool is_one_stop(const TextLines& lines, std::size_t line) {
    return continues_softly(lines, line) &&
           end_edge(lines[line]).byte == begin_edge(lines[line + 1]).byte;
}

/// Returns the begin of the line after; at the end of the text, `caret`.
Caret forwards(const TextLines& lines, std::size_t line, const Caret& caret) {
    return line + 1 < lines.size() ? begin_edge(lines[line + 1]) : caret;
}

/// Returns the end of the line before, or the stop before that.
Caret backwards(const TextLines& lines, std::size_t line, const Caret& caret) {
    if (line == 0) return caret;
    const TextLine& before = lines[line - 1];
    const Caret end = end_edge(before);
    if (!is_one_stop(lines, line - 1)) return end;
    return before.right_to_left ? caret_right_of(lines, end) : caret_left_of(lines, end);
}

}  // namespace

Caret caret_at(const TextLine& line, std::int32_t x) {
    if (line.cells.empty()) return {line.begin, false};
    const auto right = std::ranges::upper_bound(line.cells, x, {}, &Cell::x0);
    const Cell& cell = right == line.cells.begin() ? *right : *(right - 1);
    return x - cell.x0 < cell.x1 - x ? left_side(cell) : right_side(cell);
}

std::size_t line_of_caret(const TextLines& lines, const Caret& caret) {
    const auto later = std::ranges::upper_bound(lines, caret.byte, {}, &TextLine::begin);
    auto line = static_cast<std::size_t>(std::max<std::ptrdiff_t>(later - lines.begin() - 1, 0));
    if (caret.after_previous && line > 0 && lines[line].begin == caret.byte &&
        continues_softly(lines, line - 1))
        --line;
    return line;
}

std::int32_t x_of_caret(const TextLine& line, const Caret& caret) {
    if (line.cells.empty()) return line.left;
    const std::size_t left = cells_left_of(line, caret);
    const bool belongs_right =
        left == 0 || (left < line.cells.size() && left_side(line.cells[left]) == caret);
    return belongs_right ? line.cells[left].x0 : line.cells[left - 1].x1;
}

Caret first_caret(const TextLine& line) { return {line.begin, false}; }
Caret last_caret(const TextLine& line) { return {line.end, !line.cells.empty()}; }

Caret caret_right_of(const TextLines& lines, const Caret& caret) {
    const std::size_t line = line_of_caret(lines, caret);
    const TextLine& here = lines[line];
    const std::size_t left = cells_left_of(here, caret);
    if (left == here.cells.size())
        return here.right_to_left ? backwards(lines, line, caret) : forwards(lines, line, caret);
    const Caret next = right_side(here.cells[left]);
    const bool ends_line = !here.right_to_left && left + 1 == here.cells.size();
    return ends_line && is_one_stop(lines, line) ? begin_edge(lines[line + 1]) : next;
}

Caret caret_left_of(const TextLines& lines, const Caret& caret) {
    const std::size_t line = line_of_caret(lines, caret);
    const TextLine& here = lines[line];
    const std::size_t left = cells_left_of(here, caret);
    if (left == 0)
        return here.right_to_left ? forwards(lines, line, caret) : backwards(lines, line, caret);
    const Caret next = left_side(here.cells[left - 1]);
    const bool ends_line = here.right_to_left && left == 1;
    return ends_line && is_one_stop(lines, line) ? begin_edge(lines[line + 1]) : next;
}

std::vector<std::pair<std::int32_t, std::int32_t>> selection_boxes(const TextLine& line,
                                                                   std::uint32_t begin,
                                                                   std::uint32_t end) {
    std::vector<std::pair<std::int32_t, std::int32_t>> boxes;
    for (const Cell& cell : line.cells) {
        if (cell.begin < begin || cell.end > end) continue;
        if (!boxes.empty() && boxes.back().second == cell.x0)
            boxes.back().second = cell.x1;
        else
            boxes.emplace_back(cell.x0, cell.x1);
    }
    return boxes;
}

}  // namespace indaba::ui

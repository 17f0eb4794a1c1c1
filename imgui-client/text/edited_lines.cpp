#include "imgui-client/text/edited_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace indaba::ui {
namespace {

/// Returns a line of a paragraph as a line of the text that has the paragraph at `begin`.
Line moved(Line line, std::size_t begin) {
    const auto by = static_cast<std::uint32_t>(begin);
    line.begin += by;
    line.end += by;
    for (PlacedGlyph& glyph : line.glyphs) glyph.cluster += by;
    for (Cell& cell : line.cells) {
        cell.begin += by;
        cell.end += by;
    }
    return line;
}

}  // namespace

Lines EditedLines::lay_out(DisplayTextView text, TextStyle style, float width) {
    std::unordered_map<std::string, Lines> before = std::exchange(paragraphs_, {});
    Lines lines;
    for (std::size_t begin = 0;; ++begin) {
        const std::size_t end = std::min(text.view().find('\n', begin), text.size());
        const DisplayTextView paragraph = text.slice(begin, end);
        const auto [place, is_new] = paragraphs_.try_emplace(std::string(paragraph.view()));
        if (const auto known = is_new ? before.find(place->first) : before.end();
            known != before.end())
            place->second = std::move(known->second);
        else if (is_new)
            place->second = ui::lay_out(paragraph, style, width, Direction::by_first_letter);
        for (const Line& line : place->second) lines.push_back(moved(line, begin));
        if (end == text.size()) return lines;
        begin = end;
    }
}

}  // namespace indaba::ui

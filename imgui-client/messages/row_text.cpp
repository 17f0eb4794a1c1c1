#include "imgui-client/messages/row_text.hpp"

#include <utility>

#include "imgui-client/display_text/markup.hpp"

namespace indaba::ui {
namespace {

/// Keeps the lines that are drawn, and places them.
void take_lines(RowLayout& layout, Lines lines, bool unfolded, const Markup& markup = {}) {
    layout.lines = std::move(lines);
    layout.all_lines = layout.lines.size();
    if (layout.folds() && !unfolded) layout.lines.resize(folded_lines);
    layout.lines.shrink_to_fit();
    layout.line_metrics = line_metrics(layout.lines, layout.style());
    layout.text_height = static_cast<float>(layout.lines.size()) * layout.line_metrics.pitch;
    if (markup.blocks.empty()) return;
    PlacedLines placed = place_lines(layout.lines, layout.line_metrics.pitch, markup.blocks);
    layout.places = std::move(placed.places);
    layout.blocks = std::move(placed.blocks);
    layout.text_height = placed.height;
}

}  // namespace

void set_text(RowLayout& layout, DisplayText text, float width, bool unfolded) {
    layout.text = std::move(text);
    layout.ours_from = layout.text.size();
    const bool is_ours = layout.kind == RowLayout::Kind::presence ||
                         layout.kind == RowLayout::Kind::room ||
                         layout.kind == RowLayout::Kind::note || layout.warning;
    take_lines(layout,
               lay_out(layout.text, layout.style(), width,
                       is_ours ? Direction::left_to_right : Direction::by_first_letter),
               unfolded);
}

void set_said(RowLayout& layout, std::string_view said, DisplayTextView remark, float width,
              bool unfolded) {
    Markup marks = find_markup(said);
    MappedText shown = display_text_with_map(said, marks.hidden);
    layout.hidden = std::move(marks.hidden);
    const Markup markup = displayed(std::move(marks), shown.map);
    const std::size_t ours_from = shown.text.size();
    if (markup.emphasis.empty() && markup.blocks.empty()) {
        set_text(layout, shown.text + remark, width, unfolded);
    } else {
        layout.text = shown.text + remark;
        take_lines(
            layout,
            lay_out(layout.text, layout.style(), width, markup.emphasis, narrowed(markup.blocks)),
            unfolded, markup);
        layout.emphasis = markup.emphasis;
    }
    layout.ours_from = ours_from;
    layout.links = find_links(shown.map, said);
    layout.map = std::move(shown.map);
}

}  // namespace indaba::ui

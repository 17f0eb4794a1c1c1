#include "imgui-client/messages/selection_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/client/text/local_time.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {

void SelectionInput::clear() {
    selection_.clear();
    dragging_ = false;
}

void SelectionInput::keep_within(const RowCache& rows) {
    if (!rows.row_of(selection_.first().row) || !rows.row_of(selection_.last().row)) clear();
}

float SelectionInput::begin_frame(const MessageViewport& viewport, bool at_end) {
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) dragging_ = false;
    const ImVec2 mouse = ImGui::GetIO().MousePos, before = std::exchange(mouse_, mouse);
    const float y = mouse.y, step = 2 * line_height(TextStyle::body);
    const bool above = y < viewport.view.min.y, below = y >= viewport.view.max.y && !at_end;
    moved_ =
        mouse.x != before.x || y != before.y || ImGui::GetIO().MouseWheel != 0 || above || below;
    scrolls_ = dragging_ && viewport.interactive && (above || below);
    if (!scrolls_) return 0;
    return above ? -step : step;
}

void SelectionInput::update(const RowOrder& row, const RowLayout& layout, float top, bool is_last,
                            const MessageViewport& viewport) {
    if (!viewport.interactive) return;
    ImVec2 mouse = ImGui::GetIO().MousePos;
    const float bottom = top + static_cast<float>(layout.height);
    const bool over_text = ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
                           viewport.view.has(mouse) && mouse.y >= top + layout.text_top &&
                           mouse.y < bottom && mouse.x >= viewport.text_left - px(8) &&
                           mouse.x < viewport.text_left + viewport.text_width;
    if (over_text && !ImGui::IsAnyItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    // A drag beyond the view goes on along its edge; below all rows, at the end of the last one.
    mouse.y = std::clamp(mouse.y, viewport.view.min.y, viewport.view.max.y - 1);
    const bool beside = mouse.y >= top && (mouse.y < bottom || is_last);
    const TextPosition here{row, byte_at_mouse(layout, top, viewport, mouse)};
    const int clicks = over_text ? ImGui::GetIO().MouseClickedCount[ImGuiMouseButton_Left] : 0;
    if (clicks > 2) {
        selection_.select_row(here.row, layout.text.size());
    } else if (clicks == 2) {
        selection_.select_word(here, layout.text);
    } else if (clicks == 1) {
        if (!ImGui::GetIO().KeyShift) selection_.begin(here);
        selection_.extend(here);
        dragging_ = true;
    } else if (dragging_ && moved_ && beside) {
        selection_.extend(here);
    } else {
        return;
    }
    is_new_ = true;
}

void SelectionInput::offer_primary(const RowCache& rows) {
    if (!is_new_ || ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
    is_new_ = false;
    if (!selection_.empty()) compat::set_primary(text(rows));
}

std::string SelectionInput::text(const RowCache& rows) const {
    if (selection_.empty()) return {};
    const auto first = rows.row_of(selection_.first().row);
    const auto last = rows.row_of(selection_.last().row);
    if (!first || !last) return {};
    std::string all;
    bool absent = false;  // the row before
    for (std::size_t row = *first; row <= *last; ++row) {
        const bool was_absent = std::exchange(absent, rows.is_absent(row));
        if (absent && !was_absent) all += "\n[…]";  // messages that are not here
        if (absent) continue;
        const RowLayout layout = rows.unfolded_layout(row);
        if (layout.kind == RowLayout::Kind::hidden) continue;
        const auto [begin, end] = selection_.in(rows.order_of(row), layout.text.size());
        if (row != *first) all += '\n';
        if (*first != *last && layout.kind == RowLayout::Kind::message)
            all += fmt::format("{}, {}: ", layout.name.view(), client::clock_time(layout.at));
        all += rows.said(row, layout, begin, end);
    }
    return all;
}

}  // namespace indaba::ui

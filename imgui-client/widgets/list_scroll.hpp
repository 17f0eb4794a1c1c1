#pragma once
/// Scrolling for lists of known height: the wheel, a bar that can be dragged, the bounds. The
/// message view has a scroll bar of its own, since most of its rows are not measured.
#include <algorithm>
#include <cmath>
#include <string_view>

#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// Limits `scroll` to whole pixels of the content.
inline void keep_in_bounds(float& scroll, float view, float content) {
    scroll = std::floor(std::clamp(scroll, 0.0f, std::max(0.0f, content - view)));
}

/// Changes `scroll` so that the pixels [top, bottom) of the content are in view.
inline void scroll_into_view(float& scroll, float view, float top, float bottom) {
    if (bottom > scroll + view) scroll = bottom - view;
    if (top < scroll) scroll = top;
}

/// Applies wheel and drag to `scroll` and draws the bar, whose mark is `id`. Call it before the
/// rows are drawn, so that the bar gets the mouse.
inline void scroll_list(std::string_view id, float& scroll, const Rect& area, float content) {
    const float view = area.height();
    if (ImGui::IsWindowHovered() && area.has(ImGui::GetIO().MousePos))
        scroll -= ImGui::GetIO().MouseWheel * px(92);
    if (content > view && view > 0) {
        const Rect lane{{area.max.x - px(10), area.min.y}, area.max};
        press_area(id, lane);
        const bool dragged = ImGui::IsItemActive();
        const float length = std::min(view, std::max(px(24), view * view / content));
        const float way = std::max(1.0f, view - length);
        if (dragged)
            scroll = (ImGui::GetIO().MousePos.y - area.min.y - length / 2) / way * (content - view);
        keep_in_bounds(scroll, view, content);
        const float top = area.min.y + way * scroll / (content - view);
        paint::box({{area.max.x - px(7), top}, {area.max.x - px(3), top + length}},
                   palette().scrollbar, px(2));
    }
    keep_in_bounds(scroll, view, content);
}

}  // namespace indaba::ui

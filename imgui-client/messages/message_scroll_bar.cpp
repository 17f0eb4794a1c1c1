#include "imgui-client/messages/message_scroll_bar.hpp"

#include <algorithm>

namespace indaba::ui {

float message_page(const Rect& view) { return view.height() - 2 * line_height(TextStyle::body); }

float MessageScrollBar::draw(const Rect& view, bool interactive, float lead, float tail,
                             MessageScroll& scroll) {
    const float height = view.height();
    const auto all = static_cast<double>(scroll.heights.total()) + lead + tail;
    if (all <= height) return 0;
    const float size = std::max(px(32), static_cast<float>(height / all * height));
    const double part =
        scroll.at_end()
            ? 1
            : std::clamp(static_cast<double>(scroll.above(lead)) / (all - height), 0.0, 1.0);
    const float top = view.min.y + static_cast<float>(part) * (height - size);
    const Rect track{{view.max.x - px(14), view.min.y}, view.max};
    const bool awake = grip_ || (interactive && track.has(ImGui::GetIO().MousePos));
    const Rect thumb{{track.max.x - px(awake ? 10 : 7), top}, {track.max.x - px(3), top + size}};
    paint::box(thumb, awake ? palette().muted : palette().scrollbar, px(3));
    paint::mark("scrollbar", thumb);
    return drag(track, thumb, interactive, lead, tail, scroll);
}

float MessageScrollBar::drag(const Rect& track, const Rect& thumb, bool interactive, float lead,
                             float tail, MessageScroll& scroll) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool clicked = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    if (interactive && clicked && track.has(mouse)) {
        if (mouse.y < thumb.min.y) return -message_page(track);
        if (mouse.y >= thumb.max.y) return message_page(track);
        grip_ = mouse.y - thumb.min.y;
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) grip_.reset();
    const float room = track.height() - thumb.height();
    if (!grip_ || clicked || room <= 0) return 0;
    const double wanted = (mouse.y - *grip_ - track.min.y) / room;
    scroll.move_to(std::clamp(wanted, 0.0, 1.0), track.height(), lead, tail);
    return 0;
}

}  // namespace indaba::ui

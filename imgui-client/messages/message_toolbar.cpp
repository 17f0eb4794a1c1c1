#include "imgui-client/messages/message_toolbar.hpp"

#include <algorithm>
#include <array>

#include "imgui-client/messages/message_actions.hpp"

namespace indaba::ui {
namespace {

struct Button {
    MessageToolbar::What what;
    std::string_view mark;
    DisplayTextView sign, hint;
};

constexpr std::array buttons{
    Button{MessageToolbar::What::reply, "toolbar:reply", icon::reply, ours("Reply (Shift+Enter)")},
    Button{MessageToolbar::What::react, "toolbar:react", icon::smile, ours("React (Enter, Up)")},
    Button{MessageToolbar::What::edit, "toolbar:edit", icon::pencil, ours("Edit (Ctrl+E)")},
    Button{MessageToolbar::What::more, "toolbar:more", icon::more, ours("More (Enter)")}};

}  // namespace

void MessageToolbar::begin_frame(bool shown) {
    under_mouse_ = shown && row_ && area_.has(ImGui::GetIO().MousePos);
    if (!under_mouse_) row_.reset();
}

void MessageToolbar::offer(const RowOrder& row, const RowLayout& layout, float top, bool hovered,
                           bool elsewhere) {
    const bool keeps = under_mouse_ && row_ == row;
    if (layout.kind != RowLayout::Kind::message || !(keeps || (hovered && !under_mouse_))) return;
    row_ = row;
    top_ = top + layout.card_top - px(16);
    can_react_ = is_alive(layout);
    can_reply_ = can_react_ && !elsewhere;
    can_edit_ = may_change(layout) && !elsewhere;
}

std::optional<MessageToolbar::What> MessageToolbar::draw(const Rect& view) {
    if (!row_) return std::nullopt;
    const auto is_shown = [&](What what) {
        return what == What::more || (what == What::react && can_react_) ||
               (what == What::reply && can_reply_) || (what == What::edit && can_edit_);
    };
    const auto count = std::ranges::count_if(buttons, is_shown, &Button::what);
    const float step = px(32), pad = px(3), right = view.max.x - px(32);
    const float width = step * static_cast<float>(count) + 2 * pad;
    // Near the header it is inside of the row.
    const float top = std::max(top_, view.min.y + px(4));
    area_ = {{right - width, top}, {right, top + px(36)}};
    paint::card(area_, px(8));
    std::optional<What> clicked;
    float x = area_.min.x + pad;
    for (const Button& each : buttons) {
        if (!is_shown(each.what)) continue;
        const Rect cell{{x + px(1), top + px(3)}, {x + step - px(1), area_.max.y - px(3)}};
        const Press press = press_area(each.mark, cell);
        if (press.hovered) {
            paint::box(cell, palette().chosen, px(6));
            rested_tooltip(each.mark, each.hint);
        }
        paint::text_centred(cell, TextStyle::body,
                            press.hovered ? palette().strong : palette().muted, each.sign);
        if (press.clicked) clicked = each.what;
        x += step;
    }
    return clicked;
}

}  // namespace indaba::ui

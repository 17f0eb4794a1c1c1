#include "imgui-client/views/help.hpp"

#include <algorithm>
#include <cmath>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/keys.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

/// The measures of the card. Keys stand beside their descriptions, or above them in a narrow
/// window.
struct Card {
    Rect area, list;
    float keys_width = 0, step = 0, padding = 0;
    bool stacked = false;

    explicit Card(const Rect& screen) {
        float what_width = 0;
        for (const KeyHelp& each : key_help()) {
            keys_width = std::max(keys_width, std::ceil(text_width(TextStyle::small, each.keys)));
            what_width = std::max(what_width, std::ceil(text_width(TextStyle::small, each.what)));
        }
        keys_width += px(24);
        const float room_x = screen.width() - px(16), room_y = screen.height() - px(16);
        padding = std::min(px(28), std::floor(std::min(room_x, room_y) / 12));
        const float wanted = keys_width + what_width + 2 * padding;
        stacked = wanted > room_x;
        step = stacked ? px(44) : px(25);
        const float title = px(44);
        const float height = std::min(room_y, title + 2 * padding + content());
        const float width = std::min(room_x, wanted);
        const ImVec2 low{std::floor(screen.centre().x - width / 2),
                         std::floor(screen.centre().y - height / 2)};
        area = {low, {low.x + width, low.y + height}};
        list = {{low.x + padding, low.y + padding + title},
                {area.max.x - padding, std::max(low.y, area.max.y - padding)}};
    }
    float content() const { return step * static_cast<float>(key_help().size()); }
};

void scroll_by_keys(float& scroll, const Card& card) {
    if (compat::key_pressed(KeyboardKey::up, true)) scroll -= card.step;
    if (compat::key_pressed(KeyboardKey::down, true)) scroll += card.step;
    if (compat::key_pressed(KeyboardKey::page_up, true)) scroll -= card.list.height();
    if (compat::key_pressed(KeyboardKey::page_down, true)) scroll += card.list.height();
}

void draw_lines(const Card& card) {
    // ImGui keeps the scroll position, because this view has no state.
    float& scroll = *ImGui::GetStateStorage()->GetFloatRef(ImGui::GetID("keys scroll"));
    scroll_by_keys(scroll, card);
    ImGui::PushClipRect({card.area.min.x, card.list.min.y}, {card.area.max.x, card.list.max.y},
                        true);
    scroll_list("keys-bar", scroll, {card.list.min, {card.area.max.x, card.list.max.y}},
                card.content());
    const float x = card.list.min.x, end = card.list.max.x;
    const float what_x = card.stacked ? x : x + card.keys_width;
    float y = card.list.min.y - scroll;
    for (const KeyHelp& each : key_help()) {
        paint::text_truncated({x, y}, (card.stacked ? end : what_x) - x, TextStyle::small,
                              palette().strong, each.keys);
        paint::text_truncated({what_x, card.stacked ? y + px(18) : y}, end - what_x,
                              TextStyle::small, palette().text, each.what);
        y += card.step;
    }
    ImGui::PopClipRect();
}

}  // namespace

bool draw_help(const Rect& screen) {
    const Card card(screen);
    paint::box(screen, palette().shade);
    paint::box(card.area, palette().card, px(12));
    paint::frame(card.area, palette().hairline, px(12), px(1));
    const ImVec2 at{card.list.min.x, card.area.min.y + card.padding};
    const ImVec2 cross{card.area.max.x - card.padding - px(6), at.y + px(12)};
    const bool closed = icon_button("close-help", cross, icon::close, TextStyle::body,
                                    palette().muted, ours("Close (Esc)"));
    paint::text(at, TextStyle::large, palette().strong, ours("Keys"));
    draw_lines(card);
    const bool beside =
        ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !card.area.has(ImGui::GetIO().MousePos);
    return !closed && !beside && !compat::key_pressed(KeyboardKey::escape) &&
           !compat::key_pressed(KeyboardKey::f1);
}

}  // namespace indaba::ui

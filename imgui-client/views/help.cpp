#include "imgui-client/views/help.hpp"

#include <algorithm>
#include <cmath>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/keys.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

/// The measures of the list. Keys stand beside their descriptions, or above them where there is
/// little room.
struct KeyLines {
    float keys_width = 0, what_width = 0, step = 0;
    bool stacked = false;

    explicit KeyLines(float room) {
        for (const KeyHelp& each : key_help()) {
            keys_width = std::max(keys_width, std::ceil(text_width(TextStyle::small, each.keys)));
            what_width = std::max(what_width, std::ceil(text_width(TextStyle::small, each.what)));
        }
        keys_width += px(24);
        stacked = width() > room;
        step = stacked ? px(44) : px(21);
    }
    float width() const { return keys_width + what_width; }
    float height() const { return step * static_cast<float>(key_help().size()); }
};

/// The measures of the card.
struct Card {
    Rect area, list;
    float padding = 0;

    explicit Card(const Rect& screen) {
        const float room_x = screen.width() - px(16), room_y = screen.height() - px(16);
        padding = std::min(px(28), std::floor(std::min(room_x, room_y) / 12));
        const KeyLines lines(room_x - 2 * padding);
        const float title = px(44);
        const float height = std::min(room_y, title + 2 * padding + lines.height());
        const float width = std::min(room_x, lines.width() + 2 * padding);
        const ImVec2 low{std::floor(screen.centre().x - width / 2),
                         std::floor(screen.centre().y - height / 2)};
        area = {low, {low.x + width, low.y + height}};
        list = {{low.x + padding, low.y + padding + title},
                {area.max.x, std::max(low.y, area.max.y - padding)}};
    }
};

void scroll_by_keys(float& scroll, float step, float page) {
    if (compat::key_pressed(KeyboardKey::up, true)) scroll -= step;
    if (compat::key_pressed(KeyboardKey::down, true)) scroll += step;
    if (compat::key_pressed(KeyboardKey::page_up, true)) scroll -= page;
    if (compat::key_pressed(KeyboardKey::page_down, true)) scroll += page;
}

}  // namespace

void draw_key_list(const Rect& area, float padding, bool focused) {
    const float x = area.min.x, end = area.max.x - padding;
    const KeyLines lines(end - x);
    // ImGui keeps the scroll position, because this view has no state.
    float& scroll = *ImGui::GetStateStorage()->GetFloatRef(ImGui::GetID("keys scroll"));
    if (focused) scroll_by_keys(scroll, lines.step, area.height());
    ImGui::PushClipRect(area.min, area.max, true);
    scroll_list("keys-bar", scroll, area, lines.height());
    const float what_x = lines.stacked ? x : x + lines.keys_width;
    float y = area.min.y - scroll;
    for (const KeyHelp& each : key_help()) {
        paint::text_truncated({x, y}, (lines.stacked ? end : what_x) - x, TextStyle::small,
                              palette().strong, each.keys);
        paint::text_truncated({what_x, lines.stacked ? y + px(18) : y}, end - what_x,
                              TextStyle::small, palette().text, each.what);
        y += lines.step;
    }
    ImGui::PopClipRect();
}

bool draw_help(const Rect& screen) {
    const Card card(screen);
    paint::box(screen, palette().shade);
    paint::box(card.area, palette().card, px(12));
    paint::frame(card.area, palette().edge, px(12), std::max(1.0f, px(1)));
    const ImVec2 at{card.list.min.x, card.area.min.y + card.padding};
    const ImVec2 cross{card.area.max.x - card.padding - px(6), at.y + px(12)};
    const bool closed = icon_button("close-help", cross, icon::close, TextStyle::body,
                                    palette().muted, ours("Close (Esc)"));
    paint::text(at, TextStyle::large, palette().strong, ours("Keys"));
    draw_key_list(card.list, card.padding, true);
    const bool beside =
        ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !card.area.has(ImGui::GetIO().MousePos);
    return !closed && !beside && !compat::key_pressed(KeyboardKey::escape) &&
           !compat::key_pressed(KeyboardKey::f1);
}

}  // namespace indaba::ui

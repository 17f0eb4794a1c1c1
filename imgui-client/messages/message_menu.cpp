#include "imgui-client/messages/message_menu.hpp"

#include <algorithm>

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_link_items = 5;

float item_height() { return px(34); }

std::vector<MessageMenu::Item> items_of(const RowLayout& layout, bool own) {
    using What = MessageMenu::What;
    std::vector<MessageMenu::Item> items{{What::copy, ours("Copy text"), {}}};
    if (!own) items.push_back({What::whisper, ours("Whisper to ") + layout.name, {}});
    for (const Link& link : layout.links) {
        if (items.size() >= max_link_items + 2) break;
        const DisplayTextView url = layout.text.slice(link.begin, link.end);
        items.push_back({What::open, ours("Open ") + url, link.url});
    }
    if (layout.folds()) items.push_back({What::fold, layout.fold_label(), {}});
    return items;
}

}  // namespace

void MessageMenu::open(ImVec2 at, const RowOrder& row) {
    at_ = at;
    row_ = row;
    chosen_ = 0;
    fresh_ = true;
}

std::optional<MessageMenu::Item> MessageMenu::draw(const RowLayout& layout, bool own,
                                                   const Rect& view, bool focused) {
    const std::vector<Item> items = items_of(layout, own);
    const float width = std::min(px(260), view.width() - px(16));
    const float height = item_height() * static_cast<float>(items.size()) + px(12);
    const ImVec2 at{std::max(view.min.x, std::min(at_.x, view.max.x - width - px(8))),
                    std::max(view.min.y, std::min(at_.y, view.max.y - height - px(8)))};
    const Rect card{at, {at.x + width, at.y + height}};
    paint::box(card, palette().card, px(8));
    paint::frame(card, palette().hairline, px(8), std::max(1.0f, px(1)));
    const bool keys = focused && !fresh_;
    if (keys && compat::key_pressed(KeyboardKey::down, true)) ++chosen_;
    if (keys && compat::key_pressed(KeyboardKey::up, true) && chosen_ > 0) --chosen_;
    chosen_ = std::min(chosen_, items.size() - 1);
    // A mouse that rests on an item does not hold the choice against the arrow keys.
    const ImVec2 way = ImGui::GetIO().MouseDelta;
    const bool mouse_moved = way.x != 0 || way.y != 0;
    std::optional<Item> pressed;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const float y = at.y + px(6) + item_height() * static_cast<float>(i);
        const Rect area{{at.x + px(6), y}, {card.max.x - px(6), y + item_height()}};
        const Press press = press_area("menu:" + std::to_string(i), area);
        if (press.hovered && mouse_moved) chosen_ = i;
        if (i == chosen_) paint::box(area, palette().chosen, px(6));
        const float middle = area.centre().y - font_size(TextStyle::small) / 2;
        paint::text_truncated({area.min.x + px(10), middle}, area.width() - px(20),
                              TextStyle::small, palette().text, items[i].words);
        if (press.clicked) pressed = items[i];
    }
    const bool entered =
        compat::key_pressed(KeyboardKey::enter) || compat::key_pressed(KeyboardKey::keypad_enter);
    if (keys && entered) pressed = items[chosen_];
    const bool beside = (ImGui::IsMouseClicked(ImGuiMouseButton_Left) ||
                         ImGui::IsMouseClicked(ImGuiMouseButton_Right)) &&
                        !card.has(ImGui::GetIO().MousePos);
    if (pressed || (!fresh_ && beside) || (keys && compat::key_pressed(KeyboardKey::escape)))
        close();
    fresh_ = false;
    return pressed;
}

}  // namespace indaba::ui

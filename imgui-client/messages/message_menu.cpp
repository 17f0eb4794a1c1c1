#include "imgui-client/messages/message_menu.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

constexpr std::ptrdiff_t max_link_items = 5;

float item_height() { return px(34); }

/// Enter on a menu that was just opened must not react.
constexpr std::size_t first_choice = 1;
constexpr std::size_t last_choice = 1000;  // more than there are

constexpr std::array<DisplayTextView, 6> reactions{ours("👍"), ours("❤️"), ours("😂"),
                                                   ours("🎉"), ours("👀"),      ours("✅")};

std::vector<MessageMenu::Item> items_of(const RowLayout& layout, bool elsewhere) {
    const bool own = layout.own;
    using What = MessageMenu::What;
    std::vector<MessageMenu::Item> items;
    const bool is_alive = !layout.erased && !layout.unsupported_kind && !layout.warning;
    if (is_alive) {
        items.push_back({What::react, {}});
        if (!elsewhere) items.push_back({What::reply, ours("Reply")});
        if (own && !elsewhere) items.push_back({What::edit, ours("Edit")});
        if (layout.edited)
            items.push_back({What::earlier, layout.earlier.empty() ? ours("Show earlier texts")
                                                                   : ours("Hide earlier texts")});
    }
    items.push_back({What::copy, ours("Copy text")});
    items.push_back({What::copy_link, ours("Copy link")});
    if (!own) items.push_back({What::whisper, ours("Whisper to ") + layout.name});
    for (const Link& link : layout.links) {
        if (std::ranges::count(items, What::open, &MessageMenu::Item::what) >= max_link_items)
            break;
        const DisplayTextView url = layout.text.slice(link.begin, link.end);
        items.push_back({What::open, ours("Open ") + url, link.url});
    }
    if (layout.folds()) items.push_back({What::fold, layout.fold_label()});
    if (is_alive && own) items.push_back({What::erase, ours("Delete")});
    return items;
}

std::string mark_of(MessageMenu::What what) {
    constexpr std::array<std::string_view, 10> names{"react",     "reply",   "edit",    "copy",
                                                     "copy-link", "earlier", "whisper", "open",
                                                     "fold",      "delete"};
    return std::string(names[static_cast<std::size_t>(what)]);
}

/// Draws the reactions to choose from. Returns the one under the mouse.
std::optional<std::size_t> draw_reactions(const Rect& area, std::size_t chosen, bool is_chosen) {
    std::optional<std::size_t> hovered;
    const float width = std::floor(area.width() / static_cast<float>(reactions.size()));
    for (std::size_t i = 0; i < reactions.size(); ++i) {
        const float left = area.min.x + width * static_cast<float>(i);
        const Rect cell{{left, area.min.y}, {left + width, area.max.y}};
        if (press_area("reaction:" + std::to_string(i), cell).hovered) hovered = i;
        if (is_chosen && i == chosen) paint::chosen(cell, px(6));
        paint::text_centred(cell, TextStyle::body, palette().text, reactions[i]);
    }
    return hovered;
}

}  // namespace

void MessageMenu::open(ImVec2 at, const RowOrder& row) {
    at_ = at;
    row_ = row;
    chosen_ = first_choice;
    reaction_ = 0;
    fresh_ = true;
}

void MessageMenu::open_to_delete(ImVec2 at, const RowOrder& row) {
    open(at, row);
    chosen_ = last_choice;
}

void MessageMenu::open_to_react(ImVec2 at, const RowOrder& row) {
    open(at, row);
    chosen_ = 0;
}

std::optional<MessageMenu::Item> MessageMenu::draw(const RowLayout& layout, bool elsewhere,
                                                   const Rect& view, bool focused) {
    const std::vector<Item> items = items_of(layout, elsewhere);
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
    const bool reacts = items[chosen_].what == What::react;
    if (keys && reacts && compat::key_pressed(KeyboardKey::right, true))
        reaction_ = std::min(reaction_ + 1, reactions.size() - 1);
    if (keys && reacts && compat::key_pressed(KeyboardKey::left, true) && reaction_ > 0)
        --reaction_;
    // A mouse that rests on an item does not hold the choice against the arrow keys.
    const ImVec2 way = ImGui::GetIO().MouseDelta;
    const bool mouse_moved = way.x != 0 || way.y != 0;
    std::optional<Item> pressed;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const float y = at.y + px(6) + item_height() * static_cast<float>(i);
        const Rect area{{at.x + px(6), y}, {card.max.x - px(6), y + item_height()}};
        const bool is_row = items[i].what == What::react;  // its cells take the mouse
        const Press press = is_row ? Press{} : press_area("menu:" + mark_of(items[i].what), area);
        if (press.hovered && mouse_moved) chosen_ = i;
        if (items[i].what == What::react) {
            const auto hovered = draw_reactions(area, reaction_, i == chosen_);
            if (hovered && mouse_moved) {
                chosen_ = i;
                reaction_ = *hovered;
            }
            if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !fresh_) {
                reaction_ = *hovered;
                pressed = items[i];
            }
            continue;
        }
        if (i == chosen_) paint::chosen(area, px(6));
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
    if (pressed && pressed->what == What::react) pressed->value = reactions[reaction_].view();
    return pressed;
}

}  // namespace indaba::ui

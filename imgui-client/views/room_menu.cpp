#include "imgui-client/views/room_menu.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/list_selection.hpp"

namespace indaba::ui {
namespace {

enum class RoomAction { add, topic, title, go_to, mute, unmute, leave, archive, reopen };

struct RoomMenuItem {
    RoomAction action;
    std::string_view mark;
    DisplayTextView words;
};

/// Returns what this account may do in the open room. What an operator may do besides is typed.
std::vector<RoomMenuItem> room_menu_items(const ViewState& view_state) {
    std::vector<RoomMenuItem> items;
    const client::RoomView* room = view_state.room;
    const bool owner = room && room->is_owner(view_state.model->me());
    const bool archived = room && room->state.archived;
    if (room && !archived) {
        items.push_back({RoomAction::add, "add", ours("Add people…")});
        items.push_back({RoomAction::topic, "topic", ours("Set topic…")});
        if (owner) items.push_back({RoomAction::title, "title", ours("Rename…")});
    }
    items.push_back({RoomAction::go_to, "go-to", ours("Go to a date or message…")});
    items.push_back(view_state.room_muted ? RoomMenuItem{RoomAction::unmute, "mute", ours("Unmute")}
                                          : RoomMenuItem{RoomAction::mute, "mute", ours("Mute")});
    if (room) items.push_back({RoomAction::leave, "leave", ours("Leave")});
    if (owner)
        items.push_back(archived ? RoomMenuItem{RoomAction::reopen, "archive", ours("Reopen")}
                                 : RoomMenuItem{RoomAction::archive, "archive", ours("Archive")});
    return items;
}

ChangeRoom room_change(const ViewState& view_state, std::string_view action) {
    ChangeRoom change;
    change.request.action = action;
    change.request.conversation = view_state.open;
    return change;
}

/// Carries out an item, or returns the command that its text completes.
std::string run_item(const ViewState& view_state, RoomAction action, Intents& intents) {
    switch (action) {
        case RoomAction::add:
            return "/invite ";
        case RoomAction::topic:
            return "/topic " + view_state.room->state.topic;
        case RoomAction::title:
            return "/title " + view_state.room->state.title;
        case RoomAction::go_to:  // opened by the screen
            return {};
        case RoomAction::mute:
        case RoomAction::unmute:
            intents.push_back(MuteRoom{view_state.open, action == RoomAction::mute});
            return {};
        case RoomAction::leave:
            // A private room lets nobody back in by himself, so one more key confirms it.
            if (view_state.room->state.is_private && !view_state.room->state.archived)
                return "/leave";
            intents.push_back(room_change(view_state, "leave"));
            return {};
        case RoomAction::archive:
        case RoomAction::reopen:
            intents.push_back(
                room_change(view_state, action == RoomAction::archive ? "archive" : "reopen"));
            return {};
    }
    return {};
}

float item_step() { return px(36); }

}  // namespace

void RoomMenu::toggle() {
    open_ = fresh_ = !open_;
    chosen_ = 0;
    room_ = {};
}

std::string RoomMenu::draw(const ViewState& view_state, const Rect& button, const Rect& screen,
                           Intents& intents) {
    if (room_ == ConversationId{}) room_ = view_state.open;
    if (!open_ || view_state.whisper_to || room_ != view_state.open) {
        open_ = false;
        return {};
    }
    const std::vector<RoomMenuItem> items = room_menu_items(view_state);
    const float width = std::min(px(250), screen.width() - px(16));
    const float height = item_step() * static_cast<float>(items.size()) + px(12);
    const float left = std::max(screen.min.x + px(8), button.max.x - width);
    const Rect card =
        area_ = {{left, button.max.y + px(4)}, {left + width, button.max.y + px(4) + height}};
    const bool keys = !std::exchange(fresh_, false);
    if (keys && compat::key_pressed(KeyboardKey::down, true)) ++chosen_;
    if (keys && compat::key_pressed(KeyboardKey::up, true) && chosen_ > 0) --chosen_;
    chosen_ = std::min(chosen_, items.size() - 1);
    // A mouse that rests on an item does not hold the choice against the arrow keys.
    const ImVec2 way = ImGui::GetIO().MouseDelta;
    const bool mouse_moved = way.x != 0 || way.y != 0;
    std::optional<RoomAction> picked;
    paint::card(card, px(8));
    for (std::size_t i = 0; i < items.size(); ++i) {
        const float top = card.min.y + px(6) + item_step() * static_cast<float>(i);
        const Rect row{{card.min.x + px(6), top}, {card.max.x - px(6), top + item_step()}};
        const Press press = press_area("room-menu:" + std::string(items[i].mark), row);
        if (press.hovered && mouse_moved) chosen_ = i;
        if (i == chosen_) paint::chosen(row, px(6));
        paint::text({row.min.x + px(10), row.centre().y - font_size(TextStyle::small) / 2},
                    TextStyle::small, palette().text, items[i].words);
        if (press.clicked) picked = items[i].action;
    }
    if (keys && enter_pressed()) picked = items[chosen_].action;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool beside = keys && !card.has(mouse) && !button.has(mouse) &&
                        (ImGui::IsMouseClicked(ImGuiMouseButton_Left) ||
                         ImGui::IsMouseClicked(ImGuiMouseButton_Right));
    if (picked || beside || (keys && compat::key_pressed(KeyboardKey::escape))) open_ = false;
    go_to_ = picked == RoomAction::go_to;
    return picked ? run_item(view_state, *picked, intents) : std::string();
}

}  // namespace indaba::ui

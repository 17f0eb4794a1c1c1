#include "imgui-client/views/room_dialogs.hpp"

#include <utility>

namespace indaba::ui {

void RoomDialogs::follow(const ViewState& view_state) {
    if (!view_state.model) open_ = Open::none;
    const int shown = view_state.all_rooms.shown_version;
    if (std::exchange(shown_version_, shown) == shown || !view_state.model) return;
    browser_ = RoomBrowserState{};
    open_ = Open::browser;
}

void RoomDialogs::create(const ViewState& view_state, const std::string& title, Intents& intents) {
    creation_ = begin_room(view_state, title);
    open_ = Open::creation;
    intents.push_back(LoadRooms{});
}

void RoomDialogs::draw(const ViewState& view_state, const Rect& screen, Intents& intents) {
    if (open_ == Open::creation && !draw_create_room(view_state, screen, creation_, intents))
        open_ = Open::none;
    if (open_ != Open::browser) return;
    const RoomBrowserEnd end = draw_room_browser(view_state, screen, browser_, intents);
    if (end.closes) open_ = Open::none;
    if (end.creates) create(view_state, *end.creates, intents);
}

bool RoomDialogs::caret_blinks() const {
    return open_ == Open::browser ? ui::caret_blinks(browser_.filter)
                                  : open_ == Open::creation && ui::caret_blinks(creation_);
}

}  // namespace indaba::ui

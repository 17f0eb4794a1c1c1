#pragma once
/// The dialogs about rooms, of which at most one is open: all rooms, and a new room. Owned by the
/// screen, which opens them and gives them the keys.
#include <string>

#include "imgui-client/views/create_room.hpp"
#include "imgui-client/views/room_browser.hpp"

namespace indaba::ui {

class RoomDialogs {
 public:
    bool is_open() const { return open_ != Open::none; }
    /// Opens the list of all rooms when the view state asks for it, and closes what is open when
    /// the conversations are not shown.
    void follow(const ViewState& view_state);
    /// Opens the dialog for a new room with this title, and asks for the list that it checks the
    /// title with.
    void create(const ViewState& view_state, const std::string& title, Intents& intents);
    void draw(const ViewState& view_state, const Rect& screen, Intents& intents);
    const RoomBrowserState& browser() const { return browser_; }
    /// Returns whether a caret blinks, which needs frames.
    bool caret_blinks() const;

 private:
    enum class Open { none, browser, creation };
    Open open_ = Open::none;
    int shown_version_ = 0;  // of the list, at the last frame
    RoomBrowserState browser_;
    CreateRoomState creation_;
};

}  // namespace indaba::ui

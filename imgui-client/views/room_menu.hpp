#pragma once
/// The menu of the open room, below its button in the header: people, topic, title, a date or
/// message to go to, mute, leave, archive. Works by mouse and by keys. What needs a text begins the
/// command for it in the composer.
#include <string>
#include <utility>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

class RoomMenu {
 public:
    bool is_open() const { return open_; }
    void toggle();
    void close() { open_ = false; }
    /// Draws the menu below `button` if it is open, inside of `screen`, and handles mouse and keys.
    /// Returns the text with which the composer begins, if the choice needs one.
    std::string draw(const ViewState& view_state, const Rect& button, const Rect& screen,
                     Intents& intents);
    /// Returns, once, whether the item "Go to a date or message…" was chosen.
    bool take_go_to() { return std::exchange(go_to_, false); }
    /// Returns whether the mouse is over the menu of the last frame: what lies below must not
    /// react.
    bool is_under_mouse() const { return open_ && area_.has(ImGui::GetIO().MousePos); }

 private:
    bool open_ = false;
    bool go_to_ = false;  // was chosen
    bool fresh_ = false;  // in the frame that opened it, keys and clicks are not for it
    std::size_t chosen_ = 0;
    ConversationId room_{};
    Rect area_;  // of the last frame
};

}  // namespace indaba::ui

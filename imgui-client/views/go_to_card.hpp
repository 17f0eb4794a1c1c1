#pragma once
/// The card "Go to": a calendar, buttons for the first, the first unread and the newest message,
/// and a field for a number, a link or a day. Floats below the header, at the right. Owned by the
/// screen, which opens it and gives it the keys; what it asks for is an intent.
#include <optional>
#include <string>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/month_grid.hpp"
#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {

class GoToCard {
 public:
    bool is_open() const { return open_; }
    /// Opens the card for the open conversation. `in_sight`: the number of the message that is in
    /// sight, whose day is chosen.
    void open(const ViewState& view_state, std::uint64_t in_sight);
    void close() { open_ = false; }
    /// Draws the card if it is open, with its upper right corner at `corner` and inside of
    /// `screen`, and handles mouse and keys. Closes it when another conversation is open.
    void draw(const ViewState& view_state, ImVec2 corner, const Rect& screen, Intents& intents);
    /// Returns whether the mouse is over the card of the last frame: what lies below must not
    /// react.
    bool is_under_mouse() const { return open_ && area_.has(ImGui::GetIO().MousePos); }
    /// Returns whether a caret blinks, which needs frames.
    bool caret_blinks() const;

 private:
    /// The parts that may have the focus, in the order of Tab.
    enum Stop { at_nothing = -1, at_days, at_first, at_unread, at_newest, at_field };

    void handle_keys();
    void draw_contents(Column& column, Intents& intents);
    void draw_title(Column& column);
    void draw_buttons(Column& column, Intents& intents);
    void draw_field(Column& column, Intents& intents);
    void go_to_typed(Intents& intents);
    void go_to(client::GoTarget target, Intents& intents);

    bool open_ = false;
    bool fresh_ = false;  // in the frame that opened it, keys and clicks are not for it
    ConversationId conversation_{};
    bool has_unread_ = false;
    client::CalendarDay today_{};
    MonthGrid days_;
    TextField field_{false};
    std::string problem_;  // of what was typed, a sentence
    int focus_ = at_days;
    int pressed_ = at_nothing;  // by a key, in this frame
    CardScroll scroll_;
    Rect area_;  // of the last frame
};

}  // namespace indaba::ui

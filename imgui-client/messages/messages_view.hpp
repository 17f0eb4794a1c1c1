#pragma once
/// The messages of one conversation. Only rows in sight are measured and drawn, so a history may
/// have any length. The scroll position is a row and a pixel in it, or the end: rows that come at
/// either end do not move the text that is being read.
#include <memory>
#include <optional>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// One for each conversation that was opened; owned by the screen.
class MessagesView {
 public:
    MessagesView();
    ~MessagesView();
    MessagesView(const MessagesView&) = delete;
    MessagesView& operator=(const MessagesView&) = delete;

    /// Draws the conversation into `area`. When it is `focused`, Up and Down choose a message,
    /// Enter opens its menu, Shift+Enter answers it, Ctrl+E edits and Delete deletes an own one;
    /// Page Up, Page Down, Home and End scroll, and Ctrl+C copies, with Shift the message's link.
    void draw(const ViewState& view_state, const Rect& area, bool focused, Intents& intents);

    void scroll_by(float pixels);  // negative: towards older
    void scroll_to_begin();
    void scroll_to_end();
    bool at_end() const;
    /// Returns whether a drag beyond the edge scrolls: frames are needed.
    bool drag_scrolls() const;
    /// Returns whether a message's menu is open, which handles the keys.
    bool menu_open() const;
    void close_menu();
    /// Forgets the texts of rows that are out of sight: one of them was deleted.
    void forget_texts();
    /// Returns, once, the message that the user wants to answer or to edit.
    std::optional<ComposedAbout> take_composed_about();
    /// Scrolls to a message, which is loaded first if need be, and marks it.
    void jump_to(std::uint64_t number);
    /// Keeps the current message marked while another pane has the focus.
    void keep_mark(bool keeps);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

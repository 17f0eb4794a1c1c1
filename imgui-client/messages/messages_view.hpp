#pragma once
/// The messages of one conversation. Only rows in sight are measured and drawn, so a history may
/// have any length. The scroll position is a row and a pixel in it, or the end: rows that come at
/// either end do not move the text that is being read.
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

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
    /// Returns the number of the message at the upper edge of the last frame; 0 before one.
    std::uint64_t first_in_sight() const;
    /// Returns whether a drag beyond the edge scrolls: frames are needed.
    bool drag_scrolls() const;
    /// Returns whether a message's menu is open, which handles the keys.
    bool menu_open() const;
    void close_menu();
    /// Forgets the texts of rows that are out of sight: one of them was deleted.
    void forget_texts();
    /// Returns, once, the message that the user wants to answer or to edit.
    std::optional<ComposedAbout> take_composed_about();
    /// Scrolls to a message unless it is in sight, and marks it. It is loaded first if need be.
    void jump_to(std::uint64_t number);
    /// Marks a message as the present hit of the search; 0: none is.
    void mark_found(std::uint64_t number);
    /// Returns the numbers of the first and the last message in sight, at the last frame.
    std::pair<std::uint64_t, std::uint64_t> in_sight() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

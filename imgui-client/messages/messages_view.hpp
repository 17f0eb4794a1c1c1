#pragma once
/// What was said, any length of it. Only rows that can be seen are measured and drawn. The scroll
/// position is a row and a pixel in it, or "stick to the bottom": nothing that comes, at either
/// end, moves what is being read.
#include <memory>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// One per conversation that was opened; owned by the screen.
class MessagesView {
 public:
    MessagesView();
    ~MessagesView();
    MessagesView(const MessagesView&) = delete;
    MessagesView& operator=(const MessagesView&) = delete;

    /// `focused`: Up and Down choose a message, Enter opens its menu, Page Up, Page Down, Home and
    /// End scroll, Ctrl+C copies.
    void draw(const ViewState& view_state, const Rect& area, bool focused, Intents& intents);

    void scroll_by(float pixels);  // negative: towards older
    void scroll_to_end();
    bool at_end() const;
    /// Its menu has the keys.
    bool menu_open() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

#pragma once
/// The buttons of the message under the mouse: reply, react, edit, more. They lie above the rows,
/// at the upper right corner of the message. Returns what was clicked and does nothing itself.
#include <optional>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

class MessageToolbar {
 public:
    enum class What { reply, react, edit, more };

    /// Begins a frame. `shown` is false while something else has the mouse.
    void begin_frame(bool shown);
    /// Takes the row that is drawn at `top` if the mouse is on it, unless the mouse is on the
    /// buttons of another one. `elsewhere`: it is of another conversation, where it is answered.
    void offer(const RowOrder& row, const RowLayout& layout, float top, bool hovered,
               bool elsewhere);
    /// Draws the buttons inside of `view`. Returns the one that was clicked.
    std::optional<What> draw(const Rect& view);
    /// Returns the row of the buttons.
    const std::optional<RowOrder>& row() const { return row_; }
    /// Returns whether the mouse is on the buttons, which have it then, and not the rows.
    bool is_under_mouse() const { return under_mouse_; }

 private:
    std::optional<RowOrder> row_;
    Rect area_{};  // of the buttons in the last frame
    float top_ = 0;
    bool under_mouse_ = false, can_reply_ = false, can_react_ = false, can_edit_ = false;
};

}  // namespace indaba::ui

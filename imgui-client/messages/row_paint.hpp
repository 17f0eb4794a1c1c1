#pragma once
/// Draws one measured row of the message view, and finds the byte under the mouse. Says what was
/// pressed in it; changes nothing.
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// What the rows have in common in this frame.
struct MessageViewport {
    Rect view;  // the whole pane
    float text_left = 0;
    float text_width = 0;
    bool interactive = true;  // reacts to the mouse
    std::size_t unread = 0;   // for the unread line's pill
};

struct RowPress {
    bool author = false;
    std::string link;
    bool fold = false;  // show all, or less
    bool edit_again = false, dismiss = false;
    bool right = false;  // wants the menu
    bool hovered = false;
};

/// `id` is unique in the view; `selected` are bytes of its text; `current`: keys act on it.
RowPress paint_row(const RowLayout& layout, float top, const MessageViewport& viewport,
                   const std::string& id, std::pair<std::size_t, std::size_t> selected,
                   bool current = false);
/// The byte of the text nearest to the mouse.
std::size_t byte_at_mouse(const RowLayout& layout, float top, const MessageViewport& viewport,
                          ImVec2 mouse);

}  // namespace indaba::ui

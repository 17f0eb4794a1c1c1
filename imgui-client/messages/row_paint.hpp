#pragma once
/// Draws one measured row of the message view, and finds the byte under the mouse. Returns what was
/// clicked; changes nothing itself.
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "imgui-client/messages/row_layout.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// The area that the rows share in this frame.
struct MessageViewport {
    Rect view;  // all of the pane
    float text_left = 0;
    float text_width = 0;
    bool interactive = true;  // whether rows react to the mouse
    std::size_t unread = 0;   // entries, for the unread line's pill
};

/// The clicks on a row in this frame.
struct RowPress {
    bool author = false;
    std::string link;
    bool fold = false;  // the fold label
    bool edit_again = false, dismiss = false;
    bool right = false;               // right button: opens the menu
    std::uint64_t jump_to = 0;        // the quoted message; 0: not clicked
    std::optional<std::size_t> copy;  // the block of code
    std::optional<std::size_t> chip;
    bool hovered = false;
};

/// How a row stands out from the others.
struct RowMarks {
    bool current = false;  // keys act on it
    bool hovered = false;  // the mouse is on its buttons
    bool found = false;    // the present hit of the search
    bool stored = true;    // an own message shows that it is stored: it is the last of its group
};

/// Draws a row at `top`. `id` is unique in the view; `selected` are the bytes [begin, end) of its
/// text.
RowPress paint_row(const RowLayout& layout, float top, const MessageViewport& viewport,
                   const std::string& id, std::pair<std::size_t, std::size_t> selected,
                   const RowMarks& marks = {});
/// Returns the byte of the text nearest to the mouse.
std::size_t byte_at_mouse(const RowLayout& layout, float top, const MessageViewport& viewport,
                          ImVec2 mouse);

}  // namespace indaba::ui

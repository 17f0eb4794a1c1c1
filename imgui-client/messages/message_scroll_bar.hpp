#pragma once
/// The scroll bar of the message view. The thumb follows the mouse that drags it; a click beside it
/// scrolls by one page.
#include <optional>

#include "imgui-client/messages/message_scroll.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

class MessageScrollBar {
 public:
    /// Draws the bar at the right edge of `view`. `lead` and `tail` are the pixels above the first
    /// and below the last row. Moves `scroll` while the thumb is dragged; returns the pixels that a
    /// click scrolls by.
    float draw(const Rect& view, bool interactive, float lead, float tail, MessageScroll& scroll);
    bool dragging() const { return grip_.has_value(); }

 private:
    float drag(const Rect& track, const Rect& thumb, bool interactive, float lead, float tail,
               MessageScroll& scroll);

    std::optional<float> grip_;  // pixels from the thumb's top to the mouse that drags it
};

/// Returns the pixels of one page: the view without the two lines that stay in sight.
float message_page(const Rect& view);

}  // namespace indaba::ui

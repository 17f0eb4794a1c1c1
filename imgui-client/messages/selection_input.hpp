#pragma once
/// The selection of the message view as the mouse makes it: a drag selects, also over several rows
/// and beyond the view's edges, Shift extends, a double click selects a word, a triple click the
/// message. What is selected is the primary selection, which the middle button pastes.
#include <string>
#include <utility>

#include "imgui-client/messages/message_selection.hpp"
#include "imgui-client/messages/row_cache.hpp"
#include "imgui-client/messages/row_paint.hpp"

namespace indaba::ui {

class SelectionInput {
 public:
    void clear();
    /// Clears a selection whose first or last row is gone.
    void keep_within(const RowCache& rows);
    /// Returns the pixels to scroll by, because the mouse selects beyond the view's edge. Call
    /// once in each frame before the rows. `at_end`: the view cannot scroll down.
    float begin_frame(const MessageViewport& viewport, bool at_end);
    /// Returns whether the mouse scrolls from beyond the edge, also while it rests there.
    bool scrolls() const { return scrolls_; }
    /// Applies the mouse to one row that is in sight; `is_last`: of the conversation.
    void update(const RowOrder& row, const RowLayout& layout, float top, bool is_last,
                const MessageViewport& viewport);
    /// Offers a new selection to the middle button once the mouse is released. Call once in each
    /// frame after the rows.
    void offer_primary(const RowCache& rows);
    /// Returns the selected bytes [begin, end) of a row whose text has `length` bytes.
    std::pair<std::size_t, std::size_t> in(const RowOrder& row, std::size_t length) const {
        return selection_.in(row, length);
    }
    /// Returns what was said in the selected rows, byte for byte; several messages with their
    /// authors and times.
    std::string text(const RowCache& rows) const;

 private:
    MessageSelection selection_;
    bool dragging_ = false;
    bool scrolls_ = false;
    bool is_new_ = false;  // not offered as the primary selection yet
    ImVec2 mouse_{};       // in the frame before
    /// The mouse was moved in this frame, or turned its wheel, or scrolls the view from its edge.
    /// Rows that move under a resting mouse, because messages arrive, are not selected.
    bool moved_ = false;
};

}  // namespace indaba::ui

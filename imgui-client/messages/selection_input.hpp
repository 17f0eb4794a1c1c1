#pragma once
/// The selection of the message view as the mouse makes it: a drag selects, also over several rows
/// and beyond the view's edges, Shift extends, a double click selects a word.
#include <cstdint>
#include <string>
#include <utility>

#include "imgui-client/messages/message_selection.hpp"
#include "imgui-client/messages/row_cache.hpp"
#include "imgui-client/messages/row_paint.hpp"

namespace indaba::ui {

class SelectionInput {
 public:
    void clear();
    /// Returns the pixels to scroll by, because the mouse selects beyond the view's edge. Call
    /// once in each frame before the rows.
    float begin_frame(const MessageViewport& viewport);
    /// Applies the mouse to one row that is in sight; `is_last`: of the conversation.
    void update(std::uint64_t id, const RowLayout& layout, float top, bool is_last,
                const MessageViewport& viewport);
    /// Returns the selected bytes [begin, end) of a row whose text has `length` bytes.
    std::pair<std::size_t, std::size_t> in(std::uint64_t id, std::size_t length) const {
        return selection_.in(id, length);
    }
    /// Returns the selected source text; several messages with their authors and times.
    std::string text(const RowCache& rows, std::size_t row_count) const;

 private:
    MessageSelection selection_;
    bool dragging_ = false;
};

}  // namespace indaba::ui

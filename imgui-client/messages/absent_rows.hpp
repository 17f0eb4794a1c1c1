#pragma once
/// The rows whose entries are not here yet: how they are drawn, and which ones the view asks for.
/// Used by the message view.
#include <cstddef>
#include <cstdint>
#include <optional>

#include "imgui-client/messages/message_scroll.hpp"
#include "imgui-client/messages/row_cache.hpp"
#include "imgui-client/messages/row_paint.hpp"
#include "imgui-client/view_state/intents.hpp"

namespace indaba::ui {

/// Draws an absent row as quiet bars in the place of a name and a text.
void paint_absent(const RowLayout& layout, float top, const MessageViewport& viewport);

/// Draws at the upper edge why absent rows in sight stay absent, if that is known.
void draw_absent_reason(const ViewState& view_state, const MessageViewport& viewport);

/// Decides which entries a view asks for: those in sight and a view's height around them, while one
/// of them is absent or a quoted message is. Asks once, and again when others are in sight or the
/// view state says that more is here.
class AbsentRows {
 public:
    /// Call it once a frame, after the rows are drawn. `lacks_quote`: a row in sight quotes a
    /// message that is not here.
    std::optional<ShowEntries> ask(const ViewState& view_state, const RowCache& rows,
                                   const MessageScroll& scroll, float height, bool lacks_quote);

 private:
    std::uint64_t first_ = 0, last_ = 0, version_ = 0;  // asked for
};

}  // namespace indaba::ui

#include "imgui-client/messages/absent_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

/// Returns the row that is `height` pixels above or below `row`, by estimates.
std::size_t row_beyond(const Heights& heights, std::size_t row, float height, bool above) {
    const std::int64_t y = heights.above(row) + static_cast<std::int64_t>(above ? -height : height);
    return heights.row_at(std::max<std::int64_t>(y, 0));
}

}  // namespace

void paint_absent(const RowLayout& layout, float top, const MessageViewport& viewport) {
    constexpr std::array<float, 5> parts{0.72f, 0.45f, 0.88f, 0.31f, 0.6f};
    const float width = parts[layout.number % parts.size()] * viewport.text_width;
    const float middle = top + static_cast<float>(layout.height) / 2;
    const Rect bar{{viewport.text_left, middle - px(6)},
                   {viewport.text_left + width, middle + px(6)}};
    paint::box(bar, palette().field, px(6));
    paint::mark("absent-row", bar);
}

void draw_absent_reason(const ViewState& view_state, const MessageViewport& viewport) {
    if (view_state.absent_reason.empty()) return;
    const Palette& p = palette();
    const DisplayText words = display_line(view_state.absent_reason);
    const float room = viewport.view.width() - px(80);
    const float width = std::min(std::ceil(text_width(TextStyle::small, words)), room);
    const float left = std::floor(viewport.view.centre().x - width / 2);
    const float top = viewport.view.min.y + px(12);
    const Rect pill{{left - px(16), top}, {left + width + px(16), top + px(32)}};
    paint::box(pill, p.field, px(16));
    paint::frame(pill, p.hairline, px(16), std::max(1.0f, px(1)));
    paint::text_truncated({left, pill.centre().y - font_size(TextStyle::small) / 2}, width,
                          TextStyle::small, p.text, words);
}

std::optional<ShowEntries> AbsentRows::ask(const ViewState& view_state, const RowCache& rows,
                                           const MessageScroll& scroll, float height,
                                           bool lacks_quote) {
    const Heights& heights = scroll.heights;
    const Timeline& timeline = *view_state.timeline;
    if (heights.size() == 0 || timeline.last_number() == 0) return std::nullopt;
    const std::size_t top = std::min(scroll.first_row(), heights.size() - 1);
    const std::size_t from = row_beyond(heights, top, height, true);
    const std::size_t to = row_beyond(heights, top, 2 * height, false);
    bool lacks = false;
    for (std::size_t row = from; row <= to && !lacks; ++row)
        lacks = heights.at(row) != 0 && rows.is_absent(row);
    const std::uint64_t low = timeline.first_number(), high = timeline.last_number();
    const std::uint64_t first = std::clamp(rows.order_of(from).entry, low, high);
    const std::uint64_t last = std::clamp(rows.order_of(to).entry, low, high);
    const bool is_same_version = version_ == view_state.copied_version;
    const bool asked = is_same_version && first == first_ && last == last_;
    const std::uint64_t middle = first + (last - first) / 2;
    const bool asked_near = is_same_version && middle >= first_ && middle <= last_;
    if (lacks ? asked : !lacks_quote || asked_near) return std::nullopt;
    first_ = first;
    last_ = last;
    version_ = view_state.copied_version;
    return ShowEntries{view_state.open, first, last};
}

}  // namespace indaba::ui

#include "imgui-client/messages/message_scroll.hpp"

#include <algorithm>
#include <cmath>

namespace indaba::ui {
namespace {

/// Pixels beyond which the exact heights of the rows between do not matter; several screens.
constexpr float far = 30'000;

}  // namespace

void MessageScroll::clear() {
    heights.clear();
    at_end_ = true;
    row_ = 0;
    below_ = 0;
}

void MessageScroll::to_begin() {
    if (heights.size() == 0) return;
    at_end_ = false;
    row_ = 0;
    below_ = far;  // resolve() finds the exact begin
}

/// Scrolls the greater part of a long way by estimates, so that no frame lays out all rows between.
void MessageScroll::skip_far_rows() {
    if (std::abs(below_) < far) return;
    const std::int64_t y =
        heights.above(row_) + heights.at(row_) - static_cast<std::int64_t>(below_);
    row_ = heights.row_at(std::max<std::int64_t>(y, 0));
    below_ = y < 0 ? far : static_cast<float>(heights.above(row_) + heights.at(row_) - y);
}

void MessageScroll::to_row(std::size_t row, float top, const Measure& measure) {
    at_end_ = false;
    row_ = row;
    below_ = top + static_cast<float>(measure(row));
}

void MessageScroll::to_lower_edge(std::size_t row, float below) {
    at_end_ = false;
    row_ = row;
    below_ = below;
}

/// Fills the view with rows from its lower edge up. When they are too few, they begin at the top.
void MessageScroll::fill_from_end(float view, float lead, float tail, const Measure& measure) {
    row_ = heights.size();
    float top = view - tail;
    below_ = top;
    while (row_ > 0 && top > 0) {
        --row_;
        below_ = top;
        top -= static_cast<float>(measure(row_));
    }
    if (top > lead) below_ -= top - lead;
}

/// Returns the lower edge of the last row, or of a row below the view.
float MessageScroll::bottom(float view, const Measure& measure) const {
    float bottom = below_;
    for (std::size_t row = row_ + 1; row < heights.size() && bottom <= view; ++row)
        bottom += static_cast<float>(measure(row));
    return bottom;
}

void MessageScroll::resolve(float view, float lead, float tail, const Measure& measure) {
    if (at_end_ || heights.size() == 0) return fill_from_end(view, lead, tail, measure);
    row_ = std::min(row_, heights.size() - 1);
    skip_far_rows();
    while (below_ <= 0 && row_ + 1 < heights.size()) below_ += static_cast<float>(measure(++row_));
    float height = static_cast<float>(measure(row_));
    while (below_ > height && row_ > 0) {
        below_ -= height;
        height = static_cast<float>(measure(--row_));
    }
    if (row_ == 0) below_ = std::min(below_, height + lead);
    if (bottom(view, measure) + tail > view) return;
    at_end_ = true;
    fill_from_end(view, lead, tail, measure);
}

void MessageScroll::move(float pixels) {
    if (at_end_ && pixels >= 0) return;
    at_end_ = false;
    below_ -= pixels;
}

void MessageScroll::move_to(double part, float view, float lead, float tail) {
    const double all = static_cast<double>(heights.total()) + lead + tail - view;
    if (heights.size() == 0 || part >= 1 || all <= 0) return to_end();
    at_end_ = false;
    // Heights above the first row are estimates; resolve() finds the exact beginning.
    const auto y = static_cast<std::int64_t>(part * all - lead);
    row_ = heights.row_at(y);
    below_ = y < 0 ? far : static_cast<float>(heights.above(row_) + heights.at(row_) - y);
}

float MessageScroll::first_top(const Measure& measure) const {
    if (row_ >= heights.size()) return below_;
    return below_ - static_cast<float>(measure(row_));
}

MessageScroll::Step MessageScroll::step_from(std::optional<std::size_t> from, int step, float view,
                                             const Measure& measure) const {
    const std::size_t count = heights.size(), first = row_;
    float top = first_top(measure);
    std::size_t last = first;
    for (float y = top; last + 1 < count; ++last) {
        y += static_cast<float>(measure(last));
        if (y >= view) break;
    }
    std::size_t row = last;
    if (from && *from >= first && *from <= last)
        row = step < 0 ? *from - (*from > 0) : std::min(*from + 1, count - 1);
    row = heights.nearest_with_height(row, step < 0);
    // One step leads at most one row beyond either edge of the view.
    if (row < first) top -= static_cast<float>(measure(row));
    for (std::size_t each = first; each < row; ++each) top += static_cast<float>(measure(each));
    const float below = top + static_cast<float>(measure(row)) - view;
    return {row, top < 0 ? top : below > 0 ? std::min(below, top) : 0};
}

void MessageScroll::reveal(std::size_t row, float top, float view, const Measure& measure) {
    if (!shows(row, view, measure)) to_row(row, top, measure);
}

/// Returns whether all of a row is in sight.
bool MessageScroll::shows(std::size_t row, float view, const Measure& measure) const {
    if (row < row_ || row >= heights.size()) return false;
    float top = first_top(measure);
    for (std::size_t each = row_; each < row && top < view; ++each)
        top += static_cast<float>(measure(each));
    return top >= 0 && top + static_cast<float>(measure(row)) <= view;
}

std::int64_t MessageScroll::above(float lead) const {
    if (row_ >= heights.size()) return 0;
    return heights.above(row_) + heights.at(row_) - static_cast<std::int64_t>(below_) +
           static_cast<std::int64_t>(lead);
}

}  // namespace indaba::ui

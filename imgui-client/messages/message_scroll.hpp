#pragma once
/// Where a conversation is scrolled to: at the end, or at one row and so many of its pixels. The
/// pixels count from the row's lower edge, since what stands above a row's text (a day, a name)
/// changes when older rows come before it. Holds the heights of all rows; measures none. Pure.
#include <cstddef>
#include <cstdint>
#include <functional>

#include "imgui-client/messages/heights.hpp"

namespace indaba::ui {

class MessageScroll {
 public:
    /// The true height of a row, measured now.
    using Measure = std::function<std::int32_t(std::size_t row)>;

    Heights heights;

    bool at_end() const { return at_end_; }
    void to_end() { at_end_ = true; }
    /// `row` begins so many pixels below the view's top.
    void to_row(std::size_t row, float top, const Measure& measure);
    /// Rows came before the first one; nothing moves.
    void prepended(std::size_t rows) { row_ += rows; }
    void clear();

    /// After this, first_row() and first_top() are right for a view so high. `tail`: pixels below
    /// all rows; `lead`: above the first.
    void resolve(float view, float lead, float tail, const Measure& measure);
    /// Towards newer for positive pixels, from where resolve() left off; resolve() again
    /// afterwards.
    void move(float pixels);
    /// To a place on the scroll bar, 0 to 1; resolve() afterwards.
    void move_to(double part, float view, float lead, float tail);

    /// The first row that can be seen, and its upper edge relative to the view's; size() when only
    /// the tail is there.
    std::size_t first_row() const { return row_; }
    float first_top(const Measure& measure) const;
    /// For the scroll bar: pixels above the view's upper edge, estimates in them.
    std::int64_t above(float lead) const;

 private:
    void fill_from_end(float view, float lead, float tail, const Measure& measure);
    float bottom(float view, const Measure& measure) const;

    bool at_end_ = true;
    std::size_t row_ = 0;
    float below_ = 0;  // from the view's top to the lower edge of row_; more than its height: lead
};

}  // namespace indaba::ui

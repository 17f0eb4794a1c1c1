#pragma once
/// The scroll position of a conversation: its end, or a row and a number of its pixels. The pixels
/// count from the row's lower edge, since the upper part of a row (a day, a name) may change when
/// the row before it comes. Holds the heights of all rows; a callback measures them. Pure.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "imgui-client/messages/heights.hpp"

namespace indaba::ui {

class MessageScroll {
 public:
    /// Returns the true height of a row.
    using Measure = std::function<std::int32_t(std::size_t row)>;

    Heights heights;

    bool at_end() const { return at_end_; }
    void to_end() { at_end_ = true; }
    /// Scrolls to the first row. Call resolve() afterwards.
    void to_begin();
    /// Scrolls so that `row` begins `top` pixels below the view's upper edge.
    void to_row(std::size_t row, float top, const Measure& measure);
    /// The same, unless all of the row is in sight. Call resolve() before.
    void reveal(std::size_t row, float top, float view, const Measure& measure);
    /// Scrolls so that the lower edge of `row` is `below` pixels below the view's upper edge.
    void to_lower_edge(std::size_t row, float below);
    void clear();

    /// Computes first_row() and first_top() for a view of `view` pixels. `lead` and `tail` are the
    /// pixels above the first row and below the last.
    void resolve(float view, float lead, float tail, const Measure& measure);
    /// Scrolls by pixels, towards newer rows for positive ones. Call resolve() afterwards.
    void move(float pixels);
    /// Scrolls to a position on the scroll bar, 0 to 1. Call resolve() afterwards.
    void move_to(double part, float view, float lead, float tail);

    /// Returns the first row in sight; the number of rows when only the tail is in sight.
    std::size_t first_row() const { return row_; }
    /// Returns the upper edge of that row, in pixels below the view's upper edge.
    float first_top(const Measure& measure) const;
    /// A row that a key chooses, and how far to scroll until all of it is in sight.
    struct Step {
        std::size_t row = 0;
        float pixels = 0;
    };
    /// Returns the row with a height that is one below `from`, or above it with `step` -1. Starts
    /// from the lowest row in sight when `from` is out of sight. Call resolve() before; there must
    /// be a row.
    Step step_from(std::optional<std::size_t> from, int step, float view,
                   const Measure& measure) const;
    /// Returns the pixels above the view's upper edge, some of them estimated. For the scroll bar.
    std::int64_t above(float lead) const;

 private:
    bool shows(std::size_t row, float view, const Measure& measure) const;
    void skip_far_rows();
    void fill_from_end(float view, float lead, float tail, const Measure& measure);
    float bottom(float view, const Measure& measure) const;

    bool at_end_ = true;
    std::size_t row_ = 0;
    float below_ = 0;  // pixels from the view's top to the lower edge of row_
};

}  // namespace indaba::ui

#pragma once
/// The directions of a paragraph's parts, by the bidirectional algorithm of Unicode (UAX 9) in ICU.
/// An even level runs from left to right, an odd one from right to left. Pure.
#include <cstdint>
#include <string_view>
#include <vector>

namespace indaba::ui {

struct BidiLevels {
    std::uint8_t paragraph = 0;
    std::vector<std::uint8_t> levels;  // of each UTF-16 unit; empty: all are 0
    std::uint8_t at(std::size_t unit) const { return levels.empty() ? paragraph : levels[unit]; }
};
/// The first strong character gives the paragraph's direction, unless it begins at the left anyway.
BidiLevels bidi_levels(std::u16string_view paragraph, bool begins_left = false);

/// Returns the order from left to right of a line's parts, whose levels are given in logical order.
std::vector<std::int32_t> visual_order(const std::vector<std::uint8_t>& levels);

constexpr bool is_right_to_left(std::uint8_t level) { return level % 2 == 1; }

}  // namespace indaba::ui

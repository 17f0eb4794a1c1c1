#pragma once
/// The selected text of the message view, over any number of rows. Pure.
#include <algorithm>
#include <compare>
#include <cstddef>
#include <utility>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/view_state/timeline.hpp"

namespace indaba::ui {

/// A byte of a row's display text.
struct TextPosition {
    RowOrder row;
    std::size_t byte = 0;
    auto operator<=>(const TextPosition&) const = default;
};

class MessageSelection {
 public:
    void begin(const TextPosition& position) { from_ = to_ = position; }
    void extend(const TextPosition& position) { to_ = position; }
    void clear() { from_ = to_ = {}; }
    /// Selects the word around `position`, between spaces.
    void select_word(const TextPosition& position, DisplayTextView display_text) {
        const std::string_view text = display_text.view();
        const std::size_t before =
            position.byte == 0 ? text.npos : text.find_last_of(" \n", position.byte - 1);
        const std::size_t after = text.find_first_of(" \n", position.byte);
        from_ = {position.row, before == text.npos ? 0 : before + 1};
        to_ = {position.row, std::min(after, text.size())};
    }

    void select_row(const RowOrder& row, std::size_t length) {
        from_ = {row, 0};
        to_ = {row, length};
    }

    bool empty() const { return from_ == to_; }
    TextPosition first() const { return std::min(from_, to_); }
    TextPosition last() const { return std::max(from_, to_); }
    /// Returns the selected bytes [begin, end) of a row whose text has `length` bytes.
    std::pair<std::size_t, std::size_t> in(const RowOrder& row, std::size_t length) const {
        if (empty() || row < first().row || row > last().row) return {0, 0};
        return {row == first().row ? std::min(first().byte, length) : 0,
                row == last().row ? std::min(last().byte, length) : length};
    }

 private:
    TextPosition from_, to_;
};

}  // namespace indaba::ui

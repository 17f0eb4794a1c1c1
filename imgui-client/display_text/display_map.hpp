#pragma once
/// The way between a text as it was said and as it is displayed, in both directions. Made together
/// with the display text (display_text.hpp); used to copy what was said and by the editor, which
/// holds what will be said and shows how it is displayed. All positions are bytes. Pure.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace indaba::ui {

/// Holds only the places where both differ: escapes, replaced characters, tabs, undrawn marks. Each
/// question takes a time that grows with the logarithm of their number.
class DisplayMap {
 public:
    std::size_t source_size() const { return source_size_; }
    std::size_t display_size() const { return display_size_; }
    /// Returns whether the text is displayed byte for byte as it was said.
    bool is_identity() const { return differences_.empty(); }

    /// Returns where the byte `source` is displayed; within a character that is displayed
    /// otherwise, the begin of that.
    std::size_t to_display(std::size_t source) const;
    /// Returns the byte that is displayed at `display`; within an escape, its nearer side. Undrawn
    /// marks lie before the position.
    std::size_t to_source(std::size_t display) const;
    /// Returns the bytes [first, second) that are displayed as [begin, end). An escape that is
    /// displayed in part, and undrawn marks after the last character, belong to them.
    std::pair<std::size_t, std::size_t> source_span(std::size_t begin, std::size_t end) const;

    /// Appends `bytes` that are displayed as they are.
    void add_equal(std::size_t bytes);
    /// Appends `source_bytes` that are displayed as `display_bytes` others; none when undrawn.
    void add_difference(std::size_t source_bytes, std::size_t display_bytes);

    bool operator==(const DisplayMap&) const = default;

 private:
    struct Difference {
        std::uint32_t source = 0, display = 0;  // where it begins
        std::uint32_t source_bytes = 0, display_bytes = 0;
        bool operator==(const Difference&) const = default;
    };
    /// Returns the last difference that begins at or before `display`; null when none does.
    const Difference* difference_before(std::size_t display) const;
    /// Returns whether `display` lies between the begin and the end of what is displayed otherwise.
    static bool is_within(const Difference* difference, std::size_t display);

    std::vector<Difference> differences_;  // ascending
    std::size_t source_size_ = 0, display_size_ = 0;
};

}  // namespace indaba::ui

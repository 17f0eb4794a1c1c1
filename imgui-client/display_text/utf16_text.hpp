#pragma once
/// A text in UTF-16, as ICU takes it, with the place of each unit in the UTF-8 it was made from. A
/// byte that is no UTF-8 is U+FFFD. Pure.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace indaba::ui {

struct Utf16Text {
    explicit Utf16Text(std::string_view utf8);

    std::u16string units;
    std::vector<std::uint32_t> bytes;  // of each unit, and of the end

    /// Returns the unit of a byte that begins a code point.
    std::int32_t unit_of(std::size_t byte) const;
};

}  // namespace indaba::ui

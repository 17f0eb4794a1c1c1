#include "imgui-client/display_text/utf16_text.hpp"

#include <algorithm>

#include "common/base/utf8.hpp"

namespace indaba::ui {

Utf16Text::Utf16Text(std::string_view utf8) {
    units.reserve(utf8.size());
    bytes.reserve(utf8.size() + 1);
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = first_code_point(utf8.substr(at));
        const auto add = [&](char32_t unit) {
            units += static_cast<char16_t>(unit);
            bytes.push_back(static_cast<std::uint32_t>(at));
        };
        if (point.value > 0xFFFF) add(0xD7C0 + (point.value >> 10));  // the first of two
        add(point.value > 0xFFFF ? 0xDC00 + (point.value & 0x3FF) : point.value);
        at += point.length;
    }
    bytes.push_back(static_cast<std::uint32_t>(utf8.size()));
}

std::int32_t Utf16Text::unit_of(std::size_t byte) const {
    return static_cast<std::int32_t>(std::ranges::lower_bound(bytes, byte) - bytes.begin());
}

}  // namespace indaba::ui

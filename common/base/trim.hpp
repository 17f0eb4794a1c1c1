#pragma once
/// Texts without the spaces around them.
#include <string_view>

namespace indaba {

/// Returns `text` without any of `spaces` at its two ends.
inline std::string_view trimmed(std::string_view text, std::string_view spaces = " \t") {
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

}  // namespace indaba

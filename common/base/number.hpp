#pragma once
/// Whole numbers as people and files write them.
#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

namespace indaba {

/// Returns the decimal number that is all of `text`. Returns nullopt for any other text: an empty
/// one, one with a space or a plus sign, and a number below `min` or above `max`.
template <std::integral Number>
std::optional<Number> parse_number(std::string_view text,
                                   Number min = std::numeric_limits<Number>::min(),
                                   Number max = std::numeric_limits<Number>::max()) {
    Number number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end || number < min || number > max) return std::nullopt;
    return number;
}

}  // namespace indaba

#pragma once
/// A part of a text, for the search. Pure.
#include <cstddef>

namespace indaba::client {

/// The bytes [begin, end) of a text.
struct TextSpan {
    std::size_t begin = 0, end = 0;
    bool operator==(const TextSpan&) const = default;
};

}  // namespace indaba::client

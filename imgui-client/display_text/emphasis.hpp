#pragma once
/// How parts of a text are emphasized. Pure.
#include <cstddef>

namespace indaba::ui {

struct Emphasis {
    bool bold = false, italic = false, code = false, struck = false;
    bool operator==(const Emphasis&) const = default;
};

/// The bytes [begin, end) of a text that are emphasized.
struct EmphasisSpan {
    std::size_t begin = 0, end = 0;
    Emphasis how;
    bool operator==(const EmphasisSpan&) const = default;
};

}  // namespace indaba::ui

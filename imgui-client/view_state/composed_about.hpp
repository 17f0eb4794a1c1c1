#pragma once
/// The message that the composer's text is about. Pure.
#include <cstdint>

namespace indaba::ui {

/// The message that a text answers, or whose new text it is.
struct ComposedAbout {
    enum class Kind { reply, edit };
    Kind kind = Kind::reply;
    std::uint64_t number = 0;
    bool operator==(const ComposedAbout&) const = default;
};

}  // namespace indaba::ui

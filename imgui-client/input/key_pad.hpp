#pragma once
/// The second meaning of the keys on the key pad, which move while Num Lock is off. Pure.
#include <array>

namespace indaba::ui {

/// Returns GLFW's number of the key that the key pad's `key` is without Num Lock, 0 if there is
/// none: 7 is Home, the decimal point is Delete, 5 is nothing.
constexpr int key_without_num_lock(int key) {
    constexpr int first = 320;  // GLFW_KEY_KP_0, then the digits, then GLFW_KEY_KP_DECIMAL
    constexpr std::array meanings{260, 269, 264, 267, 263, 0, 262, 268, 265, 266, 261};
    const bool on_pad = key >= first && key < first + static_cast<int>(meanings.size());
    return on_pad ? meanings[static_cast<std::size_t>(key - first)] : 0;
}

}  // namespace indaba::ui

#pragma once
/// One code point as UTF-8, also those that may not be written so (surrogates). For tests only.
#include <string>

namespace indaba::test {

inline std::string utf8(unsigned long point) {
    const auto byte = [](unsigned long value) { return static_cast<char>(value); };
    const auto tail = [&](unsigned shift) { return byte(0x80 | (point >> shift & 0x3f)); };
    if (point < 0x80) return {byte(point)};
    if (point < 0x800) return {byte(0xc0 | point >> 6), tail(0)};
    if (point < 0x10000) return {byte(0xe0 | point >> 12), tail(6), tail(0)};
    return {byte(0xf0 | point >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace indaba::test

#pragma once
/// Makes short texts of the characters that are displayed otherwise than said, or only together.
#include <cstddef>
#include <iterator>
#include <random>
#include <string>

#include "common/base/utf8.hpp"

namespace indaba::test {

inline std::string random_text(std::mt19937& random) {
    static constexpr char32_t points[] = {
        'a',    'e',    ' ',     '\n',   '\t',    '\r',    0x301,   0x301,   0x327,  0x344,
        0x200C, 0x200D, 0x200D,  0xFE0F, 0x2764,  0x1F44D, 0x1F3FD, 0x1F469, 0x20E3, '1',
        0x1100, 0x1161, 0x11A8,  0x915,  0x94D,   0x937,   0x9C7,   0x9BE,   0x9B0,  0x9CD,
        0x202E, 0xAD,   0x200B,  0x7F,   0xE000,  0x1F1E9, 0x1F1EA, 0x20BB7, 0x600,  0x628,
        0x6CC,  0x631,  0x64E,   0x640,  0x1F3F4, 0xE0067, 0xE007F, 0x34F,   0x1CE1, 0x378,
        0x2028, 0x3164, 0x1D165, 0x180B, 0x1820};
    std::string text;
    for (std::size_t length = random() % 12 + 1; length > 0; --length) {
        if (random() % 20 == 0)
            text += static_cast<char>(0x80 + random() % 0x80);
        else
            text += to_utf8(points[random() % std::size(points)]);
    }
    return text;
}

}  // namespace indaba::test

#pragma once
/// Texts that are hard to keep byte for byte, for property tests: blanks of every kind, line
/// breaks, slashes, joiners, marks, characters that draw nothing or reorder others.
#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace indaba::test {

inline constexpr std::array<std::string_view, 40> hard_pieces{" ",
                                                              "  ",
                                                              "\t",
                                                              "\u00a0",
                                                              "\u3000",
                                                              "\u200b",
                                                              "\u2060",
                                                              "\ufeff",
                                                              "\u00ad",
                                                              "/",
                                                              "//",
                                                              "\uff0f",
                                                              "\\",
                                                              "`",
                                                              "\"",
                                                              "%s",
                                                              "{}",
                                                              "\u202e",
                                                              "\u2066",
                                                              "\x01",
                                                              "\x1b[31m",
                                                              "\x7f",
                                                              "e\u0301",
                                                              "Å",
                                                              "ﬁ",
                                                              "\u0e01\u0e33",
                                                              "می\u200cخواهم",
                                                              "क्\u200dष",
                                                              "שָׁלוֹם",
                                                              "👩\u200d💻",
                                                              "👍🏽",
                                                              "❤\ufe0f",
                                                              "🇩🇪",
                                                              "\U000e0067",
                                                              "𠮷",
                                                              "\u3164",
                                                              "\ufffd",
                                                              "\U0001f9d1\U0001f3fd",
                                                              "한",
                                                              "z"};
inline constexpr std::array<std::string_view, 8> line_breaks{"\n", "\r\n",   "\r",     "\v",
                                                             "\f", "\u0085", "\u2028", "\u2029"};

/// Makes texts of up to 16 pieces that have a visible letter.
class HardTexts {
 public:
    enum class Lines { one, many };

    explicit HardTexts(unsigned seed) : random_(seed) {}

    std::string next(Lines lines) {
        const std::string before = pieces(lines);
        return before + "x" + pieces(lines);
    }

 private:
    std::string pieces(Lines lines) {
        std::string text;
        for (std::size_t left = below(8); left > 0; --left) {
            const bool breaks = lines == Lines::many && below(6) == 0;
            text += breaks ? line_breaks[below(line_breaks.size())]
                           : hard_pieces[below(hard_pieces.size())];
        }
        return text;
    }
    std::size_t below(std::size_t bound) { return random_() % bound; }

    std::mt19937 random_;
};

}  // namespace indaba::test

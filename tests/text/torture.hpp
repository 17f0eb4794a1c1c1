#pragma once
/// The fonts of this machine and the lines of tests/data/torture.txt, for the tests of this folder.
#include <fstream>
#include <string>
#include <vector>

#include "imgui-client/fonts/font_finder.hpp"
#include "imgui-client/fonts/text_style.hpp"
#include "imgui-client/text/text_lines.hpp"
#include "imgui-client/text/text_shaper.hpp"

namespace indaba::test {

/// The finder after it knows all fonts, and a shaper with it; one for all tests.
struct Shaping {
    Shaping() : shaper(fonts) { fonts.wait(); }
    ui::ShapedText shape(std::string_view text, ui::TextStyle style = ui::TextStyle::body) {
        return shaper.shape(text, ui::font_request(style));
    }
    ui::TextLines lines(const ui::ShapedText& text, int width = ui::unlimited_width) {
        return ui::lay_out(text, width, shaper);
    }
    ui::FontFinder fonts;
    ui::TextShaper shaper;
};
inline Shaping& shaping() {
    static Shaping made;
    return made;
}

inline const std::vector<std::string>& torture_lines() {
    static const std::vector<std::string> lines = [] {
        std::vector<std::string> read;
        std::ifstream file(INDABA_TEST_DATA "/torture.txt");
        for (std::string line; std::getline(file, line);) read.push_back(line);
        return read;
    }();
    return lines;
}

/// Returns 20 widths from narrower than a letter to wider than any line, in 1/64 pixels.
inline std::vector<int> twenty_widths() {
    std::vector<int> widths;
    for (int i = 0; i < 20; ++i) widths.push_back((4 + i * i * 3) * 64);
    return widths;
}

}  // namespace indaba::test

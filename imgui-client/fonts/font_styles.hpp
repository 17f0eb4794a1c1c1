#pragma once
/// Styles, font files and slots, shared by the two ways of giving glyphs to ImGui: fonts_atlas.cpp
/// for 1.86 to 1.91, fonts_loader.cpp from 1.92 on. Only those and fonts.cpp include it.
#include <array>
#include <cstdint>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/fonts/fonts.hpp"
#include "imgui-client/fonts/glyphs.hpp"

namespace indaba::ui {

constexpr char32_t replacement = 0xFFFD;
constexpr std::size_t style_count = 6;
constexpr std::size_t character_count = 0x10000;  // slots stand for those above

struct StyleMetrics {
    float height;
    Weight weight;
};
/// In the order of TextStyle.
constexpr std::array<StyleMetrics, style_count> style_metrics{{{21, Weight::semi_bold},
                                                               {21, Weight::semi_bold},
                                                               {18, Weight::semi_bold},
                                                               {18, Weight::regular},
                                                               {15, Weight::medium},
                                                               {13, Weight::semi_bold}}};
inline const StyleMetrics& metrics(TextStyle style) {
    return style_metrics[static_cast<std::size_t>(style)];
}

/// Returns the font files; they stay open when fonts are loaded again.
inline FontSet& font_set() {
    static FontSet faces;
    return faces;
}

/// Returns the character that is drawn for `character`: for a slot, the one it stands for.
inline char32_t drawn_code_point(char32_t character) {
    const auto meant = code_point_of(static_cast<std::uint16_t>(character));
    return meant.value_or(character);
}

}  // namespace indaba::ui

#include "imgui-client/fonts/fonts.hpp"

#include "imgui-client/fonts/font_styles.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {

/// As far apart as lines of text are read best.
float line_height(Style style) { return px(type(style).height * 1.22f); }

float text_width(Style style, std::string_view shown) {
    float width = 0;
    while (!shown.empty()) width += advance(style, take_character(shown));
    return width;
}

}  // namespace indaba::ui

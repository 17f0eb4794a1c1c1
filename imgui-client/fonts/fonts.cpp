#include "imgui-client/fonts/fonts.hpp"

#include "imgui-client/fonts/font_styles.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {

/// As far apart as lines of text are read best.
float line_height(TextStyle style) { return px(metrics(style).height * 1.22f); }

float text_width(TextStyle style, std::string_view shown) {
    float width = 0;
    while (!shown.empty()) width += advance(style, next_code_point(shown));
    return width;
}

}  // namespace indaba::ui

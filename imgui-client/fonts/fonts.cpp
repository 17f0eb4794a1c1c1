#include "imgui-client/fonts/fonts.hpp"

#include "imgui-client/fonts/font_styles.hpp"
#include "imgui-client/style/theme.hpp"

namespace indaba::ui {

// A line gap of 22 % reads well.
float line_height(TextStyle style) { return px(metrics(style).height * 1.22f); }

float text_width(TextStyle style, DisplayTextView text) {
    float width = 0;
    for (std::string_view rest = text.view(); !rest.empty();)
        width += advance(style, next_code_point(rest));
    return width;
}

}  // namespace indaba::ui

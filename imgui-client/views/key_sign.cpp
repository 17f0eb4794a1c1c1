#include "imgui-client/views/key_sign.hpp"

#include <algorithm>
#include <cmath>

namespace indaba::ui {

float key_sign_width(DisplayTextView name) {
    return std::max(px(24), std::ceil(text_width(TextStyle::label, name)) + px(14));
}

float draw_key_sign(float left, float y, DisplayTextView name) {
    const Palette& p = palette();
    const Rect area{{left, y - px(11)}, {left + key_sign_width(name), y + px(11)}};
    paint::box(area, p.chosen, px(5));
    paint::frame(area, p.edge, px(5), std::max(1.0f, px(1)));
    paint::text_centred(area, TextStyle::label, p.muted, name);
    return area.max.x;
}

}  // namespace indaba::ui

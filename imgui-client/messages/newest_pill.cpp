#include "imgui-client/messages/newest_pill.hpp"

#include <cmath>

namespace indaba::ui {

Rect newest_pill_area(const Rect& view) {
    const float middle = (view.min.x + view.max.x) / 2, half = px(60);
    return {{std::floor(middle - half), view.max.y - px(42)},
            {std::floor(middle + half), view.max.y - px(12)}};
}

bool draw_newest_pill(const Rect& view, std::uint64_t fresh) {
    const Palette& p = palette();
    const DisplayText words = fresh > 0
                                  ? icon::down + ours(" ") + display_number(fresh) + ours(" new")
                                  : icon::down + ours(" Newest");
    const Rect pill = newest_pill_area(view);
    const Press press = press_area("new-pill", pill);
    if (fresh > 0)
        paint::box(pill, p.accent, px(15));
    else
        paint::chosen(pill, px(15));
    paint::text_centred(pill, TextStyle::label, fresh > 0 ? p.on_accent : p.text, words);
    return press.clicked;
}

}  // namespace indaba::ui

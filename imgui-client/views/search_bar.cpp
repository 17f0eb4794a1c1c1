#include "imgui-client/views/search_bar.hpp"

#include <algorithm>
#include <cmath>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {

float search_bar_height(const ViewState& view_state, const SearchPanelState& state) {
    const bool counts = state.gone_to && view_state.found && !view_state.found->messages.empty();
    return counts ? px(44) : 0;
}

void draw_search_bar(const ViewState& view_state, const Rect& area, SearchPanelState& state,
                     Intents& intents) {
    const Palette& p = palette();
    const FoundMessages& found = *view_state.found;
    paint::hairline({area.min.x, area.max.y - px(1)}, {area.max.x, area.max.y - px(1)}, p.hairline);
    const float y = std::floor(area.centre().y);
    float right = area.max.x - px(36);
    if (icon_button("end-search", {right, y}, icon::close, TextStyle::small, p.muted,
                    ours("End the search"))) {
        state.gone_to = false;
        if (!state.open) close_search(state, intents);
    }
    right -= px(36);
    if (icon_button("newer-found", {right, y}, icon::newer, TextStyle::small, p.strong,
                    ours("Newer (Shift+F3)")))
        go_to_found(view_state, state, -1, intents);
    right -= px(30);
    if (icon_button("older-found", {right, y}, icon::older, TextStyle::small, p.strong,
                    ours("Older (F3)")))
        go_to_found(view_state, state, 1, intents);
    right -= px(24);
    const float top = y - font_size(TextStyle::small) / 2;
    float x = area.min.x + px(26);
    const auto word = [&](Colour colour, DisplayTextView words) {
        x += std::ceil(paint::text_truncated({x, top}, std::max(0.0f, right - x), TextStyle::small,
                                             colour, words));
        x += px(10);
    };
    const DisplayText all =
        display_grouped(found.messages.size()) + (found.more ? ours("+") : ours(""));
    word(p.strong, display_grouped(state.chosen + 1) + ours(" of ") + all);
    const float key = std::ceil(text_width(TextStyle::small, ours("F3")));
    if (right - key < x + px(40)) return;
    paint::text({right - key, top}, TextStyle::small, p.muted, ours("F3"));
    right -= key + px(16);
    word(p.muted, ours("in all rooms and whispers"));
}

}  // namespace indaba::ui

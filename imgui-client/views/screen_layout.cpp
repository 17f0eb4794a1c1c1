#include "imgui-client/views/screen_layout.hpp"

#include <algorithm>
#include <cmath>

#include "imgui-client/views/banner.hpp"
#include "imgui-client/views/search_bar.hpp"

namespace indaba::ui {
namespace {

constexpr float people_width = 232, search_width = 392, min_messages_width = 520;

ScreenLayout lay_out_columns(const Rect& all, const HeaderState& header,
                             const SearchPanelState& search) {
    ScreenLayout layout;
    const float side = all.width() < px(720) ? 0 : px(260);
    const float room = all.width() - side;
    layout.narrow = room - px(people_width) < px(min_messages_width);
    layout.people_instead = layout.narrow && header.people_asked && !search.open;
    layout.search_instead = search.open && room - px(search_width) < px(min_messages_width);
    const bool no_people = layout.narrow || !header.people_shown || search.open;
    const float people = no_people ? 0 : px(people_width);
    const float panel = search.open && !layout.search_instead ? px(search_width) : 0;
    layout.sidebar = {all.min, {all.min.x + side, all.max.y}};
    layout.middle = {{all.min.x + side, all.min.y}, {all.max.x - people - panel, all.max.y}};
    layout.search = {{all.max.x - panel, all.min.y}, all.max};
    layout.people = {{all.max.x - people, all.min.y}, all.max};
    return layout;
}

void lay_out_middle(const ViewState& view_state, ScreenState& state, ScreenLayout& layout) {
    const Rect& middle = layout.middle;
    const float left = middle.min.x, right = middle.max.x, bottom = middle.max.y;
    float y = middle.min.y;
    const auto strip = [&](float height) {
        const Rect area{{left, y}, {right, std::min(bottom, y + std::floor(height))}};
        y = area.max.y;
        return area;
    };
    // In a low window, header and banner leave room for the messages and the composer.
    const float window_height = middle.height();
    layout.header = strip(std::clamp(window_height / 8, px(40), px(64)));
    layout.banner = strip(banner_height(view_state, middle.width(), window_height));
    if (!layout.has_messages()) {
        (layout.people_instead ? layout.people : layout.search) = strip(bottom - y);
        return;
    }
    layout.search_bar = strip(search_bar_height(view_state, state.search));
    layout.find_bar = strip(find_bar_height(state.find));
    const float margin = std::floor(std::min(px(20), middle.width() / 20));
    const float width = middle.width() - 2 * margin;
    const float height = composer_height(view_state, state.composer, width, window_height);
    const float below = std::floor(std::clamp(window_height / 20, px(6), px(18)));
    const float top = std::max(y, bottom - below - height);
    layout.composer = {{left + margin, top}, {right - margin, std::min(bottom, top + height)}};
    layout.messages = {{left, y}, {right, std::max(y, top - px(8))}};
}

}  // namespace

ScreenLayout lay_out(const ViewState& view_state, const Rect& all, ScreenState& state) {
    ScreenLayout layout = lay_out_columns(all, state.header, state.search);
    state.header.narrow = layout.narrow;
    state.header.search_open = state.search.open;
    state.search.instead = layout.search_instead;
    if (view_state.model) lay_out_middle(view_state, state, layout);
    return layout;
}

}  // namespace indaba::ui

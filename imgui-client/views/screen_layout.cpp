#include "imgui-client/views/screen_layout.hpp"

#include <algorithm>
#include <cmath>

#include "imgui-client/views/banner.hpp"

namespace indaba::ui {
namespace {

ScreenLayout lay_out_columns(const Rect& all, const HeaderState& header) {
    ScreenLayout layout;
    const float side = all.width() < px(720) ? 0 : px(260);
    const float room = all.width() - side;
    layout.narrow = room - px(232) < px(520);
    const float people = layout.narrow || !header.people_shown ? 0 : px(232);
    layout.people_instead = layout.narrow && header.people_asked;
    layout.sidebar = {all.min, {all.min.x + side, all.max.y}};
    layout.middle = {{all.min.x + side, all.min.y}, {all.max.x - people, all.max.y}};
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
    if (layout.people_instead) {
        layout.people = strip(bottom - y);
        return;
    }
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
    ScreenLayout layout = lay_out_columns(all, state.header);
    state.header.narrow = layout.narrow;
    if (view_state.model) lay_out_middle(view_state, state, layout);
    return layout;
}

}  // namespace indaba::ui

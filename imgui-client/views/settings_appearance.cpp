/// The section Appearance. See settings_sections.hpp.
#include <algorithm>
#include <array>
#include <cmath>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/settings_parts.hpp"
#include "imgui-client/views/settings_sections.hpp"

namespace indaba::ui {
namespace {

constexpr float smallest_scale = 0.5f, largest_scale = 4;

/// Returns the step of an arrow key: 1, -1, or 0.
int arrow_step() {
    const bool forth = compat::key_pressed(KeyboardKey::right, true) ||
                       compat::key_pressed(KeyboardKey::down, true);
    const bool back =
        compat::key_pressed(KeyboardKey::left, true) || compat::key_pressed(KeyboardKey::up, true);
    return forth ? 1 : back ? -1 : 0;
}

void set_text_size(float size, Intents& intents) {
    const float limited = std::clamp(std::round(size * 10) / 10, smallest_scale, largest_scale);
    if (limited != scale()) intents.push_back(SetScale{limited});
}

DisplayTextView theme_title(Theme theme) {
    constexpr std::array<DisplayTextView, themes.size()> titles{ours("Dark"), ours("Light"),
                                                                ours("High contrast")};
    return titles[static_cast<std::size_t>(theme)];
}

/// Draws the themes side by side, as many as fit.
void draw_themes(Column& column, SettingsState& state, Intents& intents) {
    const Rect words = column.next(px(24));
    if (column.drawn) paint::text(words.min, TextStyle::small, palette().muted, ours("Theme"));
    const float gap = px(12), count = static_cast<float>(themes.size());
    const bool stacked = column.width < px(360);
    const float width =
        stacked ? column.width : std::floor((column.width - gap * (count - 1)) / count);
    const float height = theme_card_height();
    const bool focused = state.focus == SettingsStop::theme;
    const Rect all = column.next(stacked ? height * count : height);
    for (std::size_t i = 0; column.drawn && i < themes.size(); ++i) {
        const float step = static_cast<float>(i);
        const ImVec2 corner{all.min.x + (stacked ? 0 : (width + gap) * step),
                            all.min.y + (stacked ? height * step : 0)};
        const Rect card{corner, {corner.x + width, corner.y + height}};
        if (focused && themes[i] == theme()) column.focused = card;
        if (!draw_theme_card(card, themes[i], theme_title(themes[i]), focused)) continue;
        state.focus = SettingsStop::theme;
        if (themes[i] != theme()) intents.push_back(SetTheme{themes[i]});
    }
    column.gap(8);
    const Rect line = column.next(px(1));
    if (column.drawn) paint::hairline(line.min, {line.max.x, line.min.y}, palette().hairline);
}

}  // namespace

SettingsStops appearance_stops() { return {SettingsStop::theme, SettingsStop::text_size}; }

void handle_appearance_keys(const SettingsState& state, Intents& intents) {
    const int step = arrow_step();
    if (step == 0) return;
    if (state.focus == SettingsStop::theme) {
        const auto at = static_cast<int>(std::ranges::find(themes, theme()) - themes.begin());
        const int next = std::clamp(at + step, 0, static_cast<int>(themes.size()) - 1);
        if (next != at) intents.push_back(SetTheme{themes[static_cast<std::size_t>(next)]});
    }
    if (state.focus == SettingsStop::text_size)
        set_text_size(scale() + 0.1f * static_cast<float>(step), intents);
}

void draw_appearance(Column& column, SettingsState& state, Intents& intents) {
    draw_themes(column, state, intents);
    const bool focused = state.focus == SettingsStop::text_size;
    const Rect area = setting_row(column, ours("Text size"), ours("Ctrl+Plus, Ctrl+Minus, Ctrl+0"),
                                  std::min(column.width, px(318)), px(36));
    if (focused) column.focused = area;
    if (!column.drawn) return;
    const auto chosen = text_size_slider(area, focused, state.dragged_size);
    if (state.dragged_size) state.focus = SettingsStop::text_size;
    if (chosen) set_text_size(*chosen, intents);
}

}  // namespace indaba::ui

#include "imgui-client/views/settings_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

constexpr float setting_row_height = 66;

void draw_row_words(const Rect& area, float middle, DisplayTextView title, DisplayTextView hint) {
    const Palette& p = palette();
    const float rise = hint.empty() ? 0 : px(10);
    paint::text_truncated({area.min.x, middle - rise - font_size(TextStyle::body) / 2},
                          area.width(), TextStyle::body, p.text, title);
    if (!hint.empty())
        paint::text_truncated({area.min.x, middle + px(11) - font_size(TextStyle::small) / 2},
                              area.width(), TextStyle::small, p.muted, hint);
}

// ---- the slider

constexpr float slider_begin = 0.5f, slider_end = 2.5f;
constexpr int slider_ticks = 5;

float to_tenth(float value) { return std::round(value * 10) / 10; }

/// The line on which the knob moves.
struct SliderTrack {
    float left, right, y;

    float x_of(float size) const {
        const float part = (std::clamp(size, slider_begin, slider_end) - slider_begin) /
                           (slider_end - slider_begin);
        return std::floor(left + (right - left) * part);
    }
    float size_at(float x) const {
        const float part = std::clamp((x - left) / (right - left), 0.0f, 1.0f);
        return to_tenth(slider_begin + (slider_end - slider_begin) * part);
    }
};

void draw_track(const SliderTrack& track, float knob, bool focused) {
    const Palette& p = palette();
    const float half = px(1.5f);
    for (int i = 0; i < slider_ticks; ++i) {
        const float part = static_cast<float>(i) / (slider_ticks - 1);
        const float x = std::floor(track.left + (track.right - track.left) * part);
        paint::box({{x - px(1), track.y - px(5)}, {x + px(1), track.y + px(5)}}, p.muted);
    }
    paint::box({{track.left, track.y - half}, {track.right, track.y + half}}, p.edge, half);
    paint::box({{track.left, track.y - half}, {knob, track.y + half}}, p.accent, half);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddCircleFilled({knob, track.y}, px(9), p.accent);
    if (!focused) return;
    const float around = px(12);
    list.AddCircle({knob, track.y}, around, p.link, 0, px(2));
    paint::mark("focus", {{knob - around, track.y - around}, {knob + around, track.y + around}});
}

// ---- the pictures of the themes

constexpr float picture_height = 94, name_height = 36;

/// Draws the window's columns, its rows, two messages and the field below them.
void draw_picture(const Rect& area, const Palette& p) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float unit = area.height() / picture_height, side = std::floor(area.width() * 0.27f);
    const auto bar = [&](float left, float right, float top, float height, Colour colour) {
        paint::box({{area.min.x + left, area.min.y + top * unit},
                    {area.min.x + right, area.min.y + (top + height) * unit}},
                   colour, px(1));
    };
    paint::box(area, p.middle, px(8));
    list.AddRectFilled(area.min, {area.min.x + side, area.max.y}, p.side, px(8),
                       ImDrawFlags_RoundCornersLeft);
    if (p.high_contrast) bar(side - px(1), side, 0, picture_height, p.edge);
    bar(px(8), side - px(6), 14, 8, p.chosen);
    bar(px(8), side * 0.7f, 29, 3, p.text);
    bar(px(8), side * 0.7f, 39, 3, p.text);
    const float x = side + px(28), end = area.width() - px(14);
    for (const auto& [top, colour] : {std::pair{15.0f, p.link}, std::pair{41.0f, p.reconnecting}}) {
        const ImVec2 face{area.min.x + side + px(15), area.min.y + (top + 6) * unit};
        if (p.high_contrast)
            list.AddCircle(face, px(5.5f), colour, 0, px(1.5f));
        else
            list.AddCircleFilled(face, px(6), colour);
        bar(x, x + (end - x) * 0.42f, top, 3, colour);
        bar(x, end, top + 9, 3, p.text);
    }
    const Rect field{{area.min.x + side + px(8), area.min.y + 75 * unit},
                     {area.max.x - px(8), area.min.y + 86 * unit}};
    paint::box(field, p.field, px(3));
    paint::frame(field, p.edge, px(3), std::max(1.0f, px(1)));
}

}  // namespace

Rect setting_row(Column& column, DisplayTextView title, DisplayTextView hint, float control_width,
                 float control_height) {
    const float words = std::max(text_width(TextStyle::body, title),
                                 hint.empty() ? 0 : text_width(TextStyle::small, hint));
    const bool stacked = column.width < control_width + std::min(px(200), words) + px(16);
    const Rect row = column.next(px(setting_row_height) + (stacked ? control_height : 0));
    const float middle = row.min.y + px(setting_row_height) / 2;
    const Rect place{row.min, {row.max.x - (stacked ? 0 : control_width + px(16)), row.max.y}};
    if (column.drawn) {
        draw_row_words(place, middle, title, hint);
        paint::hairline({row.min.x, row.max.y - px(1)}, {row.max.x, row.max.y - px(1)},
                        palette().hairline);
    }
    if (stacked) {
        const float top = row.min.y + px(setting_row_height) - px(6);
        return {{row.min.x, top},
                {row.min.x + std::min(control_width, row.width()), top + control_height}};
    }
    const float top = std::floor(middle - control_height / 2);
    return {{row.max.x - control_width, top}, {row.max.x, top + control_height}};
}

std::optional<float> text_size_slider(const Rect& area, bool focused,
                                      std::optional<float>& dragged) {
    const float value_width = px(64), around = px(12);
    const SliderTrack track{area.min.x + around, area.max.x - value_width - around,
                            std::floor(area.centre().y)};
    press_area("text-size", {{area.min.x, area.min.y}, {area.max.x - value_width, area.max.y}});
    std::optional<float> chosen;
    if (ImGui::IsItemActive()) dragged = track.size_at(ImGui::GetIO().MousePos.x);
    // The size is applied when the knob is let go: the slider would move under the mouse.
    else if (dragged)
        chosen = std::exchange(dragged, std::nullopt);
    const float size = dragged ? *dragged : chosen ? *chosen : scale();
    draw_track(track, track.x_of(size), focused);
    const DisplayText words =
        display_number(static_cast<std::uint64_t>(std::lround(size * 100))) + ours(" %");
    paint::text(
        {area.max.x - text_width(TextStyle::body, words), track.y - font_size(TextStyle::body) / 2},
        TextStyle::body, palette().text, words);
    return chosen;
}

float theme_card_height() { return px(picture_height + name_height); }

bool draw_theme_card(const Rect& area, Theme which, DisplayTextView name, bool focused) {
    const Palette& p = palette();
    const bool chosen = which == theme();
    const Press press = press_area("theme:" + std::string(name_of(which)), area);
    const Rect picture{area.min, {area.max.x, area.min.y + px(picture_height)}};
    draw_picture(picture, palette_of(which));
    paint::frame(picture,
                 chosen          ? p.link
                 : press.hovered ? p.muted
                                 : p.edge,
                 px(8), chosen ? px(2) : std::max(1.0f, px(1)));
    if (focused && chosen) {
        const float out = px(3);
        paint::focus({{picture.min.x - out, picture.min.y - out},
                      {picture.max.x + out, picture.max.y + out}},
                     p.strong, px(10));
    }
    const Colour sign = chosen ? p.link : p.muted;
    const ImVec2 mark{area.min.x + px(11), std::floor(picture.max.y + px(20))};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddCircle(mark, px(7), sign, 0, std::max(1.0f, px(1.5f)));
    if (chosen) list.AddCircleFilled(mark, px(4), sign);
    paint::text_truncated({mark.x + px(15), mark.y - font_size(TextStyle::small) / 2},
                          area.max.x - mark.x - px(15), TextStyle::small,
                          chosen ? p.strong : p.muted, name);
    return press.clicked;
}

}  // namespace indaba::ui

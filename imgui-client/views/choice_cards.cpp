#include "imgui-client/views/choice_cards.hpp"

#include <algorithm>
#include <cmath>

namespace indaba::ui {
namespace {

struct Choice {
    std::string_view mark;
    DisplayTextView sign, words, hint;
};

/// Draws a card with a round mark at its end. Returns true if it was clicked.
bool draw_card(const Rect& area, const Choice& choice, bool chosen) {
    const Palette& p = palette();
    const Press press = press_area(choice.mark, area);
    paint::box(area, chosen ? p.picked : press.hovered ? p.hover : p.field, px(8));
    paint::frame(area, chosen ? p.link : p.edge, px(8),
                 chosen && p.high_contrast ? px(2) : std::max(1.0f, px(1)));
    const float y = area.centre().y;
    const Colour sign = chosen ? p.link : p.muted;
    paint::text_centred({{area.min.x + px(12), area.min.y}, {area.min.x + px(38), area.max.y}},
                        TextStyle::body, sign, choice.sign);
    const float x = area.min.x + px(50), room = area.max.x - px(48) - x;
    paint::text_truncated({x, y - px(10) - font_size(TextStyle::strong) / 2}, room,
                          TextStyle::strong, chosen ? p.strong : p.text, choice.words);
    paint::text_truncated({x, y + px(10) - font_size(TextStyle::small) / 2}, room, TextStyle::small,
                          chosen ? p.text : p.muted, choice.hint);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 centre{area.max.x - px(24), y};
    list.AddCircle(centre, px(8), sign, 0, std::max(1.0f, px(1.5f)));
    if (chosen) list.AddCircleFilled(centre, px(4.5f), sign);
    return press.clicked;
}

void draw_switch(const Rect& area) {
    paint::box(area, palette().field, px(8));
    paint::frame(area, palette().edge, px(8), std::max(1.0f, px(1)));
}

/// Draws one segment of a switch. Returns whether it was clicked.
bool draw_segment(const Rect& area, const Segment& segment, bool chosen, bool focused) {
    const Palette& p = palette();
    const Press press = press_area(segment.mark, area);
    const Rect inner{{area.min.x + px(3), area.min.y + px(3)},
                     {area.max.x - px(3), area.max.y - px(3)}};
    const bool strong_frame = focused || p.high_contrast;
    if (chosen || press.hovered) paint::box(inner, chosen ? p.picked : p.hover, px(6));
    if (chosen) paint::frame(inner, p.link, px(6), strong_frame ? px(2) : std::max(1.0f, px(1)));
    if (chosen && focused) paint::mark("focus", inner);
    const float room = inner.width() - px(4);
    const float width = std::min(room, std::ceil(text_width(TextStyle::small, segment.words)));
    paint::text_truncated(
        {inner.centre().x - width / 2, inner.centre().y - font_size(TextStyle::small) / 2}, room,
        TextStyle::small, chosen ? p.strong : p.muted, segment.words);
    return press.clicked;
}

float segment_width(const Segment& segment) {
    return std::ceil(text_width(TextStyle::small, segment.words)) + px(30);
}

}  // namespace

float choice_card_height() { return px(53); }

std::optional<bool> draw_choice_cards(const Rect& area, bool is_private, bool focused) {
    const float height = choice_card_height();
    const Rect first{area.min, {area.max.x, area.min.y + height}};
    const Rect second{{area.min.x, area.max.y - height}, area.max};
    const Choice open{"access:open", icon::globe, ours("Open"),
                      ours("Listed. Everybody on this server can join.")};
    const Choice closed{"access:private", icon::lock, ours("Private"),
                        ours("Invisible. Members add people.")};
    std::optional<bool> clicked;
    if (draw_card(first, open, !is_private)) clicked = false;
    if (draw_card(second, closed, is_private)) clicked = true;
    if (focused) paint::focus(is_private ? second : first, palette().link, px(8));
    return clicked;
}

std::optional<bool> draw_two_segments(const Rect& area, const Segment& first, const Segment& second,
                                      bool second_chosen, bool focused) {
    draw_switch(area);
    const float middle = std::floor(area.centre().x);
    std::optional<bool> clicked;
    if (draw_segment({area.min, {middle, area.max.y}}, first, !second_chosen, focused))
        clicked = false;
    if (draw_segment({{middle, area.min.y}, area.max}, second, second_chosen, focused))
        clicked = true;
    return clicked;
}

float segments_width(std::span<const Segment> segments) {
    float width = 0;
    for (const Segment& each : segments) width += segment_width(each);
    return width;
}

std::optional<std::size_t> draw_segments(const Rect& area, std::span<const Segment> segments,
                                         std::size_t chosen, bool focused) {
    draw_switch(area);
    const float part = area.width() / segments_width(segments);
    std::optional<std::size_t> clicked;
    float x = area.min.x, end = x;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        end += segment_width(segments[i]) * part;
        const Rect place{{x, area.min.y}, {std::floor(end), area.max.y}};
        if (draw_segment(place, segments[i], i == chosen, focused)) clicked = i;
        x = place.max.x;
    }
    return clicked;
}

}  // namespace indaba::ui

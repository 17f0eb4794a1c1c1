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
    paint::frame(area, chosen ? p.link : p.edge, px(8), std::max(1.0f, px(1)));
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
    const Palette& p = palette();
    paint::box(area, p.field, px(8));
    paint::frame(area, p.edge, px(8), std::max(1.0f, px(1)));
    const float middle = std::floor(area.centre().x);
    const auto draw = [&](const Rect& part, const Segment& segment, bool chosen) {
        const Press press = press_area(segment.mark, part);
        const Rect inner{{part.min.x + px(3), part.min.y + px(3)},
                         {part.max.x - px(3), part.max.y - px(3)}};
        if (chosen || press.hovered) paint::box(inner, chosen ? p.picked : p.hover, px(6));
        if (chosen) paint::frame(inner, p.link, px(6), focused ? px(2) : std::max(1.0f, px(1)));
        if (chosen && focused) paint::mark("focus", inner);
        paint::text_centred(inner, TextStyle::small, chosen ? p.strong : p.muted, segment.words);
        return press.clicked;
    };
    std::optional<bool> clicked;
    if (draw({area.min, {middle, area.max.y}}, first, !second_chosen)) clicked = false;
    if (draw({{middle, area.min.y}, area.max}, second, second_chosen)) clicked = true;
    return clicked;
}

}  // namespace indaba::ui

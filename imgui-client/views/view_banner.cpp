#include "imgui-client/views/view_banner.hpp"

#include <fmt/format.h>

#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

std::string what_is_tried(const LinkView& link) {
    const std::string next =
        link.next_in_s ? fmt::format("next in {} s", *link.next_in_s) : std::string("trying now");
    return fmt::format("Reconnecting to {} — attempt {}, {}", shown_word(link.server), link.attempt,
                       next);
}

bool link_lost(const Scene& scene) { return scene.link.state == LinkView::State::lost; }

/// The button at the right; returns where the text ends.
float draw_button(const Rect& place, std::string_view id, std::string_view word, bool& pressed) {
    const Palette& colours = palette();
    const float middle = place.centre().y, width = text_width(Style::small, word) + px(32);
    const Rect press{{place.max.x - px(24) - width, middle - px(14)},
                     {place.max.x - px(24), middle + px(14)}};
    pressed = button(id, press, word, Style::small, colours.banner_button, colours.banner_text);
    return press.min.x - px(16);
}

void draw_warning(const Scene& scene, const Rect& place, Intents& intents) {
    bool pressed = false;
    const float end = draw_button(place, "understood", "Understood", pressed);
    if (pressed) intents.push_back(WantUnderstood{});
    const float x = place.min.x + px(26);
    paint::text_cut({x, place.centre().y - font_size(Style::small) / 2}, end - x, Style::small,
                    palette().banner_text, shown_word(scene.warning));
}

void draw_lost(const Scene& scene, const Rect& place, Intents& intents) {
    const Palette& colours = palette();
    const float middle = place.centre().y;
    bool pressed = false;
    const float end = draw_button(place, "retry", "Retry now", pressed);
    if (pressed) intents.push_back(WantRetry{});

    float x = place.min.x + px(26);
    constexpr std::string_view lost = "Server disconnected.";
    x += paint::text_cut({x, middle - font_size(Style::strong) / 2}, end - x, Style::strong,
                         colours.banner_text, lost) +
         px(10);
    // Why comes last: it is what may be cut.
    const std::string why = shown_word(scene.link.why);
    std::string rest = scene.link.stopped ? why : what_is_tried(scene.link);
    if (!scene.link.stopped && !why.empty()) rest += " · " + why;
    if (end - x > px(40))
        paint::text_cut({x, middle - font_size(Style::small) / 2}, end - x, Style::small,
                        colours.banner_text, rest);
}

}  // namespace

bool banner_wanted(const Scene& scene) { return link_lost(scene) || !scene.warning.empty(); }

/// What cannot be said now comes before what can be read later.
void draw_banner(const Scene& scene, const Rect& place, Intents& intents) {
    paint::box(place, palette().banner);
    if (link_lost(scene)) return draw_lost(scene, place, intents);
    draw_warning(scene, place, intents);
}

}  // namespace indaba::ui

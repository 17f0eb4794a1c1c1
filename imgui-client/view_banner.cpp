#include "imgui-client/view_banner.hpp"

#include <fmt/format.h>

#include "imgui-client/shown_text.hpp"

namespace indaba::ui {
namespace {

std::string what_is_tried(const LinkView& link) {
    if (link.stopped) return fmt::format("Not trying {} again by itself", shown_word(link.server));
    const std::string next =
        link.next_in_s ? fmt::format("next in {} s", *link.next_in_s) : std::string("trying now");
    return fmt::format("Reconnecting to {} — attempt {}, {}", shown_word(link.server), link.attempt,
                       next);
}

}  // namespace

bool banner_wanted(const Scene& scene) { return scene.link.state == LinkView::State::lost; }

void draw_banner(const Scene& scene, const Rect& place, Intents& intents) {
    const Palette& colours = palette();
    paint::box(place, colours.banner);
    const float middle = place.centre().y;
    constexpr std::string_view retry = "Retry now";
    const float width = text_width(Style::small, retry) + px(32);
    const Rect press{{place.max.x - px(24) - width, middle - px(14)},
                     {place.max.x - px(24), middle + px(14)}};
    if (button("retry", press, retry, Style::small, colours.banner_button, colours.banner_text))
        intents.push_back(WantRetry{});

    float x = place.min.x + px(26);
    const float end = press.min.x - px(16);
    constexpr std::string_view lost = "Server disconnected.";
    x += paint::text_cut({x, middle - font_size(Style::strong) / 2}, end - x, Style::strong,
                         colours.banner_text, lost) +
         px(10);
    // Why comes last: it is what may be cut.
    std::string rest = what_is_tried(scene.link);
    if (!scene.link.why.empty()) rest += " · " + shown_word(scene.link.why);
    if (end - x > px(40))
        paint::text_cut({x, middle - font_size(Style::small) / 2}, end - x, Style::small,
                        colours.banner_text, rest);
}

}  // namespace indaba::ui

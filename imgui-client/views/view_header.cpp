#include "imgui-client/views/view_header.hpp"

#include <algorithm>

#include "imgui-client/unicode/shown_text.hpp"

namespace indaba::ui {
namespace {

constexpr float least_hint = 60;  // narrower than this, a sentence says nothing

/// The open conversation's name and who reads it, from `x` to `end`.
void draw_title(const Rect& place, float x, float end, const std::string& title,
                const std::string& hint, Colour hint_colour) {
    const float middle = place.centre().y;
    x += paint::text_cut({x, middle - font_size(Style::title) / 2}, std::max(0.0f, end - x),
                         Style::title, palette().strong, title);
    const float line = x + px(16), hint_x = line + px(16);
    if (end - hint_x < px(least_hint)) return;
    paint::hairline({line, middle - px(9)}, {line, middle + px(9)}, palette().hairline);
    paint::text_cut({hint_x, middle - font_size(Style::small) / 2}, end - hint_x, Style::small,
                    hint_colour, hint);
}

void draw_whisper_title(const Scene& scene, const Rect& place, float end) {
    const std::string name = shown_word(scene.to_name);
    const bool to_myself = scene.model && *scene.to == scene.model->me();
    const std::string hint =
        to_myself ? "Notes to yourself: nobody else reads this."
                  : "Only you and " + name + " read this." +
                        (scene.to_here ? "" : " Away now: delivered when they come back.");
    const ImVec2 centre{place.min.x + px(36), place.centre().y};
    paint::avatar(centre, px(14), *scene.to, name);
    paint::dot({centre.x + px(10), centre.y + px(10)}, px(4),
               scene.to_here ? palette().here : palette().gone, palette().middle);
    draw_title(place, place.min.x + px(62), end, name, hint, palette().whisper);
}

/// Draws the icons at the right; returns where they begin.
float draw_buttons(const Scene& scene, const Rect& place, HeaderState& state, Intents& intents) {
    ImVec2 centre{place.max.x - px(36), place.centre().y};
    const bool seen = state.people_seen();
    if (icon_button("people-toggle", centre, icon::people, Style::title,
                    seen ? palette().link : palette().muted,
                    seen ? "Hide the people" : "Show the people (Ctrl+K)"))
        state.show_people(!seen);
    if (scene.to) {
        centre.x -= px(40);
        if (icon_button("back", centre, icon::close, Style::title, palette().muted,
                        "Back to everybody (Esc)"))
            intents.push_back(WantTalkTo{});
    }
    return centre.x - px(24);
}

}  // namespace

void draw_header(const Scene& scene, const Rect& place, HeaderState& state, Intents& intents) {
    paint::hairline({place.min.x, place.max.y - px(1)}, {place.max.x, place.max.y - px(1)},
                    palette().hairline);
    const float end = draw_buttons(scene, place, state, intents);
    if (scene.to) return draw_whisper_title(scene, place, end);
    paint::text({place.min.x + px(25), place.centre().y - font_size(Style::title) / 2},
                Style::title, palette().muted, icon::hash);
    draw_title(place, place.min.x + px(52), end, "lobby", "Everybody here reads what is said.",
               palette().muted);
}

}  // namespace indaba::ui

#include "imgui-client/views/header.hpp"

#include <algorithm>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

constexpr float min_hint_width = 60;  // a sentence narrower than this is left out

/// Draws the conversation's name and who can read it, from `x` to `end`.
void draw_title(const Rect& area, float x, float end, DisplayTextView title, DisplayTextView hint,
                Colour hint_colour) {
    const float middle = area.centre().y;
    x += paint::text_truncated({x, middle - font_size(TextStyle::title) / 2},
                               std::max(0.0f, end - x), TextStyle::title, palette().strong, title);
    const float line = x + px(16), hint_x = line + px(16);
    if (end - hint_x < px(min_hint_width)) return;
    paint::hairline({line, middle - px(9)}, {line, middle + px(9)}, palette().hairline);
    paint::text_truncated({hint_x, middle - font_size(TextStyle::small) / 2}, end - hint_x,
                          TextStyle::small, hint_colour, hint);
}

void draw_whisper_title(const ViewState& view_state, const Rect& area, float end) {
    const DisplayText name = display_line(view_state.whisper_to_name);
    const bool to_myself = view_state.model && *view_state.whisper_to == view_state.model->me();
    DisplayText hint = ours("Notes to yourself: only you can read this.");
    if (!to_myself)
        hint = ours("Only you and ") + name_in_sentence(view_state.whisper_to_name) +
               ours(" can read this.");
    if (!to_myself && !view_state.whisper_to_online)
        hint += ours(" Offline: delivered when they are back.");
    const ImVec2 centre{area.min.x + px(36), area.centre().y};
    paint::avatar(centre, px(14), *view_state.whisper_to, name);
    paint::dot({centre.x + px(10), centre.y + px(10)}, px(4),
               view_state.whisper_to_online ? palette().online : palette().offline,
               palette().middle);
    draw_title(area, area.min.x + px(62), end, name, hint, palette().whisper);
}

/// Draws the buttons at the right. Returns their left end.
float draw_buttons(const ViewState& view_state, const Rect& area, HeaderState& state,
                   Intents& intents) {
    ImVec2 centre{area.max.x - px(36), area.centre().y};
    const bool seen = state.people_seen();
    if (icon_button("people-toggle", centre, icon::people, TextStyle::title,
                    seen ? palette().link : palette().muted,
                    seen ? ours("Hide the people") : ours("Show the people (Ctrl+K)")))
        state.show_people(!seen);
    if (view_state.whisper_to) {
        centre.x -= px(40);
        if (icon_button("back", centre, icon::close, TextStyle::title, palette().muted,
                        ours("Back to #lobby (Esc)")))
            intents.push_back(OpenConversation{});
    }
    return centre.x - px(24);
}

}  // namespace

void draw_header(const ViewState& view_state, const Rect& area, HeaderState& state,
                 Intents& intents) {
    paint::hairline({area.min.x, area.max.y - px(1)}, {area.max.x, area.max.y - px(1)},
                    palette().hairline);
    const float end = draw_buttons(view_state, area, state, intents);
    if (view_state.whisper_to) return draw_whisper_title(view_state, area, end);
    paint::text({area.min.x + px(25), area.centre().y - font_size(TextStyle::title) / 2},
                TextStyle::title, palette().muted, icon::hash);
    draw_title(area, area.min.x + px(52), end, ours("lobby"),
               ours("Everyone on the server can read this."), palette().muted);
}

}  // namespace indaba::ui

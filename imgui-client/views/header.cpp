#include "imgui-client/views/header.hpp"

#include <algorithm>
#include <string>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

constexpr float min_hint_width = 60;  // a sentence narrower than this is left out

/// Draws the conversation's name and what is said about it, from `x` to `end`.
void draw_title(const Rect& area, float x, float end, DisplayTextView title, DisplayTextView hint,
                Colour hint_colour) {
    const float middle = area.centre().y;
    x += paint::text_truncated({x, middle - font_size(TextStyle::title) / 2},
                               std::max(0.0f, end - x), TextStyle::title, palette().strong, title);
    const float line = x + px(16), hint_x = line + px(16);
    if (hint.empty() || end - hint_x < px(min_hint_width)) return;
    paint::hairline({line, middle - px(9)}, {line, middle + px(9)}, palette().hairline);
    const Rect place{{hint_x, middle - px(12)}, {end, middle + px(12)}};
    if (press_area("topic", place).hovered && text_width(TextStyle::small, hint) > place.width())
        tooltip(hint);
    paint::text_truncated({hint_x, middle - font_size(TextStyle::small) / 2}, place.width(),
                          TextStyle::small, hint_colour, hint);
}

/// Returns the topic of the open room, or else who can read it.
DisplayText about_room(const ViewState& view_state) {
    if (!view_state.room) return ours("Everyone on the server can read this.");
    const RoomState& room = view_state.room->state;
    const DisplayText topic = display_line(room.topic);
    if (room.archived) return ours("Archived") + (topic.empty() ? topic : ours(" · ") + topic);
    if (!topic.empty()) return topic;
    return room.is_private ? ours("Only members can read this.")
                           : ours("Everyone on the server can join.");
}

void draw_room_title(const ViewState& view_state, const Rect& area, float end) {
    const bool locked = view_state.room && view_state.room->state.is_private;
    const Rect sign{{area.min.x + px(20), area.min.y}, {area.min.x + px(50), area.max.y}};
    paint::text_centred(sign, TextStyle::title, palette().muted, locked ? icon::lock : icon::hash);
    draw_title(area, area.min.x + px(52), end, display_line(std::string(view_state.room_title())),
               about_room(view_state), palette().muted);
}

void draw_whisper_title(const ViewState& view_state, const Rect& area, float end) {
    const DisplayText name = display_line(view_state.whisper_to_name);
    const bool to_myself = view_state.model && *view_state.whisper_to == view_state.model->me();
    DisplayText hint = ours("Notes to yourself: only you can read this.");
    if (!to_myself)
        hint = ours("Only you and ") + name_in_sentence(view_state.whisper_to_name) +
               ours(" can read this.");
    const bool is_known = !view_state.connection.copy_of;
    if (!to_myself && !view_state.whisper_to_online && is_known)
        hint += ours(" Offline: delivered when they are back.");
    const ImVec2 centre{area.min.x + px(36), area.centre().y};
    paint::avatar(centre, px(14), *view_state.whisper_to, name);
    if (is_known)
        paint::dot({centre.x + px(10), centre.y + px(10)}, px(4),
                   view_state.whisper_to_online ? palette().online : palette().offline,
                   palette().middle);
    draw_title(area, area.min.x + px(62), end, name, hint, palette().whisper);
}

/// Returns how many people the button beside the messages stands for.
DisplayText people_count(const ViewState& view_state) {
    if (view_state.whisper_to) return {};
    if (view_state.room) return display_grouped(view_state.room->members);
    return view_state.online ? display_grouped(view_state.online->size()) : DisplayText();
}

/// Draws the button that shows or hides the people; it ends at `right`. Returns its left end.
float draw_people_button(const ViewState& view_state, const Rect& area, float right,
                         HeaderState& state) {
    const bool seen = state.people_seen();
    const Colour colour = seen ? palette().link : palette().muted;
    const DisplayText count = people_count(view_state);
    const float words = count.empty() ? 0 : text_width(TextStyle::small, count) + px(8);
    const float icon = text_width(TextStyle::title, icon::people), middle = area.centre().y;
    const float left = right - words - icon;
    const Press press = press_area(
        "people-toggle", {{left - px(6), middle - px(16)}, {right + px(6), middle + px(16)}});
    paint::text({left, middle - font_size(TextStyle::title) / 2}, TextStyle::title,
                press.hovered ? palette().strong : colour, icon::people);
    if (!count.empty())
        paint::text({right - words + px(8), middle - font_size(TextStyle::small) / 2},
                    TextStyle::small, colour, count);
    if (press.hovered) tooltip(seen ? ours("Hide the people") : ours("Show the people (Ctrl+K)"));
    if (press.clicked) {
        state.show_people(!seen);
        state.search_toggled = state.search_open;
    }
    return left;
}

/// Draws the button of the search, which ends before `right`. Returns its left end; a narrow header
/// has none.
float draw_search_button(const Rect& area, float right, HeaderState& state) {
    if (area.width() < px(300)) return right;
    const float x = right - px(33);
    if (icon_button("search", {x, area.centre().y}, icon::search, TextStyle::title,
                    state.search_open ? palette().link : palette().muted,
                    ours("Search all messages (Ctrl+Shift+F)")))
        state.search_toggled = true;
    return x - px(8);
}

/// Draws the buttons at the right. Returns their left end.
float draw_buttons(const ViewState& view_state, const Rect& area, HeaderState& state,
                   Intents& intents) {
    const ImVec2 centre{area.max.x - px(36), area.centre().y};
    if (view_state.whisper_to) {
        if (icon_button("back", {centre.x - px(40), centre.y}, icon::close, TextStyle::title,
                        palette().muted, ours("Back to #lobby (Esc)")))
            intents.push_back(OpenConversation{});
        draw_people_button(view_state, area, centre.x + px(12), state);
        return draw_search_button(area, centre.x - px(48), state) - px(16);
    }
    state.menu_button = {{centre.x - px(14), centre.y - px(16)},
                         {centre.x + px(14), centre.y + px(16)}};
    if (icon_button("room-menu", centre, icon::menu, TextStyle::title,
                    state.menu.is_open() ? palette().link : palette().muted,
                    ours("Menu of the room (Ctrl+M)")))
        state.menu.toggle();
    const float people = draw_people_button(view_state, area, centre.x - px(26), state);
    return draw_search_button(area, people, state) - px(16);
}

}  // namespace

void draw_header(const ViewState& view_state, const Rect& area, HeaderState& state,
                 Intents& intents) {
    paint::hairline({area.min.x, area.max.y - px(1)}, {area.max.x, area.max.y - px(1)},
                    palette().hairline);
    const float end = draw_buttons(view_state, area, state, intents);
    if (view_state.whisper_to) return draw_whisper_title(view_state, area, end);
    draw_room_title(view_state, area, end);
}

}  // namespace indaba::ui

#include "imgui-client/views/view_sidebar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/unicode/shown_text.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

const std::vector<WhisperView> none;
const std::vector<WhisperView>& whispers_of(const Scene& scene) {
    return scene.whispers ? *scene.whispers : none;
}

float row_step() { return px(38); }
float row_height() { return px(36); }
float head_height() { return px(64); }
float footer_height() { return px(64); }
float heading_height() { return px(30); }

/// Pixels within the list: the lobby is row 0, the whispers follow under their own heading.
float top_of(int row) {
    return heading_height() + static_cast<float>(row) * row_step() +
           (row > 0 ? heading_height() : 0);
}

std::string count_text(std::uint64_t unread) {
    return unread > 999 ? "999+" : fmt::format("{}", unread);
}

void draw_logo(const Rect& place) {
    const Rect tile{{place.min.x + px(18), place.min.y + px(17)},
                    {place.min.x + px(48), place.min.y + px(47)}};
    // ImGui shades no rounded box, so the corners of one are coloured by their place.
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const int begin = list.VtxBuffer.Size;
    paint::box(tile, logo_begin, px(8));
    const ImVec2 size{tile.width(), tile.height()};
    for (int i = begin; i < list.VtxBuffer.Size; ++i) {
        ImDrawVert& corner = list.VtxBuffer[i];
        const float part =
            ((corner.pos.x - tile.min.x) / size.x + (corner.pos.y - tile.min.y) / size.y) / 2;
        corner.col = (corner.col & 0xFF000000u) | (mixed(logo_end, logo_begin, part) & 0x00FFFFFFu);
    }
    paint::text_centred(tile, Style::strong, palette().on_accent, icon::talk);
    paint::text({place.min.x + px(60), place.min.y + px(32) - font_size(Style::title) / 2},
                Style::title, palette().strong, "Indaba");
}

void draw_heading(const Rect& place, float top, std::string_view word) {
    paint::text({place.min.x + px(20), top + px(16) - font_size(Style::label) / 2}, Style::label,
                palette().muted, word);
}

struct RowLook {
    bool open = false, focused = false;
    std::uint64_t unread = 0;
};

/// Behind a row; true when it was clicked.
Press draw_row(std::string_view id, const Rect& row, const RowLook& look) {
    const Press press = press_area(id, row);
    if (look.open || press.hovered)
        paint::box(row, look.open ? palette().chosen : palette().hover, px(8));
    if (look.focused) paint::frame(row, palette().link, px(8), px(2));
    return press;
}

/// The name of a row up to `end`.
void draw_name(const Rect& row, float x, float end, const RowLook& look, const Press& press,
               std::string_view name) {
    const bool strong = look.unread > 0 || look.open;
    const Style style = look.unread > 0 ? Style::strong : Style::body;
    paint::text_cut({x, row.centre().y - font_size(style) / 2}, end - x, style,
                    strong ? palette().strong : palette().muted, name);
    if (press.hovered && text_width(style, name) > end - x) tooltip(name);
}

bool draw_lobby(const Rect& row, const RowLook& look) {
    const Press press = draw_row("lobby", row, look);
    paint::text({row.min.x + px(13), row.centre().y - font_size(Style::body) / 2}, Style::body,
                look.open ? palette().link : palette().muted, icon::hash);
    float end = row.max.x - px(10);
    if (look.unread > 0)
        end = paint::pill(end, row.centre().y, count_text(look.unread), palette().accent,
                          palette().on_accent) -
              px(8);
    draw_name(row, row.min.x + px(38), end, look, press, "lobby");
    return press.clicked;
}

bool draw_whisper(const Rect& row, const WhisperView& whisper, const RowLook& look) {
    const std::string name = shown_word(whisper.name);
    const std::string_view key = whisper.with.view();
    ImGui::PushID(key.data(), key.data() + key.size());
    const Press press = draw_row("whisper:" + name, row, look);
    ImGui::PopID();
    const Colour surface = look.open       ? palette().chosen
                           : press.hovered ? palette().hover
                                           : palette().side;
    const ImVec2 centre{row.min.x + px(21), row.centre().y};
    paint::avatar(centre, px(12), whisper.with, name);
    paint::dot({centre.x + px(9), centre.y + px(8)}, px(4),
               whisper.here ? palette().here : palette().gone, surface);
    float end = row.max.x - px(10);
    if (look.unread > 0)
        end = paint::pill(end, row.centre().y, count_text(look.unread), palette().danger,
                          palette().on_danger) -
              px(8);
    draw_name(row, row.min.x + px(44), end, look, press, name);
    return press.clicked;
}

/// Nothing: everybody.
std::optional<Account> account_in(const std::vector<WhisperView>& whispers, int row) {
    if (row == 0) return std::nullopt;
    return whispers[static_cast<std::size_t>(row) - 1].with;
}

/// Whatever is chosen stays so while whispers change their order.
void follow_chosen(const std::vector<WhisperView>& whispers, SidebarState& state) {
    const int last = static_cast<int>(whispers.size());
    state.chosen = std::clamp(state.chosen, 0, last);
    if (account_in(whispers, state.chosen) == state.chosen_account) return;
    for (int row = 0; row <= last; ++row)
        if (account_in(whispers, row) == state.chosen_account) state.chosen = row;
}

void choose_by_keys(const Scene& scene, SidebarState& state, float view, Intents& intents) {
    const auto& whispers = whispers_of(scene);
    const int before = state.chosen, last = static_cast<int>(whispers.size());
    follow_chosen(whispers, state);
    if (compat::key_pressed(Key::up, true)) --state.chosen;
    if (compat::key_pressed(Key::down, true)) ++state.chosen;
    if (compat::key_pressed(Key::home)) state.chosen = 0;
    if (compat::key_pressed(Key::end)) state.chosen = last;
    state.chosen = std::clamp(state.chosen, 0, last);
    state.chosen_account = account_in(whispers, state.chosen);
    if (state.chosen != before)
        scroll_into_view(state.scroll, view, state.chosen == 0 ? 0 : top_of(state.chosen),
                         top_of(state.chosen) + row_height());
    if (compat::key_pressed(Key::enter) || compat::key_pressed(Key::keypad_enter))
        intents.push_back(WantTalkTo{state.chosen_account});
}

void draw_list(const Scene& scene, const Rect& place, bool focused, SidebarState& state,
               Intents& intents) {
    const auto& whispers = whispers_of(scene);
    const int count = static_cast<int>(whispers.size());
    ImGui::PushClipRect(place.min, place.max, true);
    scroll_list("conversations-bar", state.scroll, place,
                count == 0 ? top_of(0) + row_step() : top_of(count) + row_step());
    const float origin = place.min.y - state.scroll;
    const auto area = [&](int row) {
        const float top = origin + top_of(row);
        return Rect{{place.min.x + px(8), top}, {place.max.x - px(8), top + row_height()}};
    };
    draw_heading(place, origin, "ROOMS");
    if (draw_lobby(area(0), {!scene.to, focused && state.chosen == 0, scene.unread}))
        intents.push_back(WantTalkTo{});
    if (count > 0) draw_heading(place, origin + top_of(1) - heading_height(), "WHISPERS");
    const int hidden = static_cast<int>((state.scroll - top_of(1)) / row_step());
    for (int row = std::max(1, hidden); row <= count && area(row).min.y < place.max.y; ++row) {
        const WhisperView& whisper = whispers[static_cast<std::size_t>(row) - 1];
        if (draw_whisper(
                area(row), whisper,
                {scene.to == whisper.with, focused && state.chosen == row, whisper.unread}))
            intents.push_back(WantTalkTo{whisper.with});
    }
    ImGui::PopClipRect();
}

std::string_view state_word(const LinkView& link) {
    switch (link.state) {
        case LinkView::State::ready:
            return "Online";
        case LinkView::State::connecting:
            return "Connecting…";
        case LinkView::State::lost:
            return link.stopped ? "Not connected" : "Reconnecting…";
        case LinkView::State::none:
            break;
    }
    return "Not connected";
}

Colour state_colour(const LinkView& link) {
    if (link.state == LinkView::State::ready) return palette().here;
    return link.state == LinkView::State::none ? palette().gone : palette().away;
}

void draw_footer(const Scene& scene, const Rect& place, SidebarState& state, Intents& intents) {
    const Palette& colours = palette();
    paint::box(place, colours.footer);
    paint::hairline(place.min, {place.max.x, place.min.y}, colours.hairline);
    const float middle = place.centre().y;
    ImVec2 centre{place.max.x - px(25), middle};
    if (icon_button("quit", centre, icon::leave, Style::body, colours.muted, "Leave (Ctrl+Q)"))
        intents.push_back(WantQuit{});
    centre.x -= px(28);
    if (icon_button("theme", centre, colours.dark ? icon::light : icon::dark, Style::body,
                    colours.muted,
                    colours.dark ? "Light colours (Ctrl+L)" : "Dark colours (Ctrl+L)"))
        intents.push_back(WantTheme{colours.dark ? Theme::light : Theme::dark});
    centre.x -= px(28);
    if (icon_button("help", centre, icon::help, Style::body, colours.muted, "Keys (F1)"))
        state.help_asked = true;

    const std::string name = shown_word(scene.my_name);
    const ImVec2 face{place.min.x + px(36), middle};
    if (scene.model) paint::avatar(face, px(18), scene.model->me(), name);
    paint::dot({face.x + px(13), face.y + px(13)}, px(5), state_colour(scene.link), colours.footer);
    const float x = place.min.x + px(64), room = centre.x - px(16) - x;
    paint::text_cut({x, middle - px(10) - font_size(Style::strong) / 2}, room, Style::strong,
                    colours.strong, name);
    paint::text_cut({x, middle + px(10) - font_size(Style::small) / 2}, room, Style::small,
                    colours.muted, state_word(scene.link));
}

}  // namespace

void draw_sidebar(const Scene& scene, const Rect& place, bool focused, SidebarState& state,
                  Intents& intents) {
    const float foot = std::max(place.min.y, place.max.y - footer_height());
    const Rect list{{place.min.x, place.min.y + head_height()}, {place.max.x, foot}};
    if (focused && !ImGui::GetIO().KeyAlt) choose_by_keys(scene, state, list.height(), intents);
    draw_logo(place);
    if (list.height() > 0) draw_list(scene, list, focused, state, intents);
    draw_footer(scene, {{place.min.x, foot}, place.max}, state, intents);
}

}  // namespace indaba::ui

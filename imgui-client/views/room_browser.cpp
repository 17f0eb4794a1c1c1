#include "imgui-client/views/room_browser.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>
#include <vector>

#include "common/wire/name.hpp"
#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/views/key_sign.hpp"
#include "imgui-client/views/list_selection.hpp"
#include "imgui-client/views/room_row.hpp"
#include "imgui-client/widgets/field_menu.hpp"
#include "imgui-client/widgets/form.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_filter_bytes = 4 * limit::topic_code_points;

using Found = std::vector<std::size_t>;

bool is_ready(const ViewState& view_state) {
    return view_state.connection.state == ConnectionStatus::State::ready;
}

// ---- measures

/// The parts of the dialog. In a low window it has neither the sentence below its title nor a
/// footer.
struct Areas {
    Rect card, field, button, notice, list, footer;
    bool low = false, narrow = false;
    float padding = 0;

    Areas(const Rect& screen, bool has_notice) {
        const float width = std::min(px(720), screen.width() - px(16));
        const float height = std::min(px(624), screen.height() - px(16));
        const ImVec2 corner{std::floor(screen.centre().x - width / 2),
                            std::floor(screen.centre().y - height / 2)};
        card = {corner, {corner.x + width, corner.y + height}};
        low = height < px(360);
        narrow = width < px(480);
        padding = narrow ? px(16) : px(28);
        const float left = card.min.x + padding, right = card.max.x - padding;
        const float top = card.min.y + (low ? px(56) : px(86)), bottom = top + px(36);
        const float wide = narrow ? px(44) : px(152);
        button = {{right - wide, top}, {right, bottom}};
        field = {{left, top}, {button.min.x - px(12), bottom}};
        const float footer_top = card.max.y - (low ? px(12) : px(47));
        footer = {{card.min.x, footer_top}, card.max};
        notice = {{left, bottom + px(8)}, {right, bottom + (has_notice ? px(40) : px(8))}};
        list = {{card.min.x, notice.max.y}, {card.max.x, std::max(notice.max.y, footer_top)}};
    }
    Rect row(float top) const {
        const float inset = padding - px(12);
        return {{card.min.x + inset, top}, {card.max.x - inset, top + room_row_height()}};
    }
};

/// Returns why the list is not whole; empty if it is.
std::string notice_of(const ViewState& view_state) {
    if (!is_ready(view_state))
        return "Not connected. The list is as it was; a room is joined when the connection is "
               "back.";
    if (view_state.all_rooms.failed.empty()) return {};
    return view_state.all_rooms.failed + " Only your own rooms are listed.";
}

// ---- choosing

/// Puts the choice on the room that it was on. After another text was typed, the first one is
/// chosen.
void follow_choice(const RoomDirectory& directory, const Found& found, RoomBrowserState& state,
                   bool typed) {
    if (typed) state.chosen = 0, state.scroll = 0, state.chosen_room.reset();
    if (std::exchange(state.searches, state.rooms.searches()) != state.rooms.searches() &&
        state.chosen_room) {
        const auto at = std::ranges::find(found, *state.chosen_room,
                                          [&](std::size_t i) { return directory.rooms[i].id; });
        if (at != found.end()) state.chosen = static_cast<std::size_t>(at - found.begin());
    }
    state.chosen = std::min(state.chosen, found.empty() ? 0 : found.size() - 1);
}

float room_top(std::size_t row) { return px(8) + static_cast<float>(row) * room_row_step(); }

void choose_room_by_keys(const Found& found, float view, RoomBrowserState& state) {
    if (found.empty() || field_menu_takes_keys() || ImGui::GetIO().KeyAlt) return;
    const std::size_t last = found.size() - 1, before = state.chosen;
    const auto page = static_cast<std::size_t>(std::max(1.0f, view / room_row_step() - 1));
    if (compat::key_pressed(KeyboardKey::down, true)) state.chosen += 1;
    if (compat::key_pressed(KeyboardKey::up, true))
        state.chosen -= std::min(state.chosen, std::size_t{1});
    if (compat::key_pressed(KeyboardKey::page_down, true)) state.chosen += page;
    if (compat::key_pressed(KeyboardKey::page_up, true))
        state.chosen -= std::min(state.chosen, page);
    state.chosen = std::min(state.chosen, last);
    if (state.chosen == before) return;
    const float top = room_top(state.chosen);
    scroll_into_view(state.scroll, view, state.chosen == 0 ? 0 : top, top + room_row_step());
}

/// Joins a room or opens it. Returns whether the dialog must close.
bool join_or_open(const ViewState& view_state, const RoomSummary& room, Intents& intents) {
    if (room.joined) {
        intents.push_back(OpenConversation{{std::nullopt, room.id}});
        return true;
    }
    if (!is_ready(view_state)) return false;
    RoomRequest request;
    request.action = "join";
    request.conversation = room.id;
    intents.push_back(ChangeRoom{request});
    return true;
}

// ---- the list

void draw_nothing_found(const Areas& areas, const RoomBrowserState& state, RoomBrowserEnd& end) {
    const Palette& p = palette();
    const std::string title{typed_title(state.filter.editor.text())};
    const DisplayText shown = truncated(display_line(title), limit::title_code_points);
    const float x = areas.list.centre().x;
    float y = areas.list.min.y + std::min(px(80), areas.list.height() / 8);
    const auto line = [&](TextStyle style, Colour colour, DisplayTextView words, float below) {
        const float room = areas.list.width() - 2 * px(16);
        const float width = std::min(room, std::ceil(text_width(style, words)));
        paint::text_truncated({x - width / 2, y}, width, style, colour, words);
        y += font_size(style) + px(below);
    };
    line(TextStyle::large, p.muted, icon::compass, 12);
    line(TextStyle::strong, p.strong, ours("No such room"), 8);
    line(TextStyle::small, p.muted, ours("No title or topic has “") + shown + ours("”."), 16);
    if (!std::holds_alternative<Name>(validate_title(title))) return;
    const DisplayText words = ours("Create #") + shown;
    const float half = std::min(areas.list.width() / 2 - px(16),
                                std::ceil(text_width(TextStyle::small, words) / 2) + px(20));
    if (button("create-found", {{x - half, y}, {x + half, y + px(32)}}, words, TextStyle::small,
               p.chosen, p.strong))
        end = {true, title};
}

void draw_rooms(const ViewState& view_state, const Areas& areas, const Found& found,
                RoomBrowserState& state, RoomBrowserEnd& end, Intents& intents) {
    const Rect& list = areas.list;
    ImGui::PushClipRect(list.min, list.max, true);
    scroll_list("rooms-bar", state.scroll, {list.min, {list.max.x - px(2), list.max.y}},
                room_top(found.size()) + px(6));
    const std::size_t online = view_state.online ? view_state.online->size() : 0;
    const float above = std::max(0.0f, state.scroll - px(8));
    auto row = static_cast<std::size_t>(above / room_row_step());
    for (; row < found.size(); ++row) {
        const float top = list.min.y - state.scroll + room_top(row);
        if (top >= list.max.y) break;
        const RoomSummary& room = view_state.all_rooms.rooms[found[row]];
        const RoomRowPress press = draw_room_row(areas.row(top), room, row == state.chosen, online);
        if (press.row || press.button) state.chosen = row;
        if (press.button || (press.row && room.joined))
            end.closes = join_or_open(view_state, room, intents) || end.closes;
    }
    if (found.empty()) draw_nothing_found(areas, state, end);
    ImGui::PopClipRect();
}

// ---- above and below the list

void draw_head(const ViewState& view_state, const Areas& areas, RoomBrowserState& state,
               RoomBrowserEnd& end) {
    const Palette& p = palette();
    const float left = areas.card.min.x + areas.padding;
    const float cross = areas.card.max.x - areas.padding - px(6);
    paint::text({left, areas.card.min.y + px(26)}, TextStyle::large, p.strong, ours("All rooms"));
    if (!areas.low)
        paint::text_truncated(
            {left, areas.card.min.y + px(53)}, areas.card.max.x - areas.padding - left,
            TextStyle::small, p.muted,
            ours("Open rooms on this server. Private rooms are listed for their members only."));
    if (icon_button("close-rooms", {cross, areas.card.min.y + px(38)}, icon::close, TextStyle::body,
                    p.muted, ours("Close (Esc)")))
        end.closes = true;
    if (button("create-room", areas.button,
               areas.narrow ? DisplayText(icon::plus) : icon::plus + ours("  Create a room"),
               TextStyle::small, p.accent, p.on_accent, state.on_button))
        end = {true, std::string()};
    const std::string notice = notice_of(view_state);
    if (notice.empty()) return;
    const Rect strip{areas.notice.min, {areas.notice.max.x, areas.notice.max.y - px(2)}};
    paint::box(strip, p.banner, px(8));
    paint::text_truncated(
        {strip.min.x + px(12), strip.centre().y - font_size(TextStyle::small) / 2},
        strip.width() - px(24), TextStyle::small, p.banner_text, display_line(notice));
}

/// Draws the field. Returns whether other rooms are found than in the frame before because of what
/// was typed, and sets `enter`.
bool draw_filter(const Areas& areas, RoomBrowserState& state, bool& enter) {
    const Palette& p = palette();
    field_frame(areas.field, false, !state.on_button);
    paint::text(
        {areas.field.min.x + px(13), areas.field.centre().y - font_size(TextStyle::small) / 2},
        TextStyle::small, p.muted, icon::search);
    const Rect inside{{areas.field.min.x + px(34), areas.field.min.y},
                      {areas.field.max.x - px(12), areas.field.max.y}};
    const FieldEvents events = text_field(
        state.filter,
        {"room-filter", ours("Filter by title or topic"), p.strong, p.muted, max_filter_bytes},
        inside, !state.on_button);
    if (events.clicked) state.on_button = false;
    enter = events.enter;
    return events.changed;
}

/// Draws the name of a key in a frame, which ends at `right`. Returns its left end.
float draw_key(float right, float y, DisplayTextView name) {
    const float left = right - key_sign_width(name);
    draw_key_sign(left, y, name);
    return left;
}

DisplayText count_rooms(const RoomDirectory& directory, const Found& found, bool ready) {
    const std::size_t all = directory.rooms.size();
    DisplayText words = display_grouped(found.size());
    if (found.size() != all) words += ours(" of ") + display_grouped(all);
    words += all == 1 ? ours(" room") : ours(" rooms");
    return directory.loading && ready ? words + ours(" · Loading…") : words;
}

void draw_browser_footer(const ViewState& view_state, const Areas& areas, const Found& found) {
    if (areas.low) return;
    const Palette& p = palette();
    paint::hairline(areas.footer.min, {areas.footer.max.x, areas.footer.min.y}, p.hairline);
    const float y = std::floor(areas.footer.centre().y);
    const float text_top = y - font_size(TextStyle::small) / 2;
    const DisplayText count = count_rooms(view_state.all_rooms, found, is_ready(view_state));
    const float left = areas.card.min.x + areas.padding;
    float x = areas.card.max.x - areas.padding;
    paint::text_truncated({left, text_top}, x - left, TextStyle::small, p.muted, count);
    const float taken = left + text_width(TextStyle::small, count) + px(24);
    if (x - px(340) < taken) return;
    const auto word = [&](DisplayTextView words) {
        x -= std::ceil(text_width(TextStyle::small, words));
        paint::text({x, text_top}, TextStyle::small, p.muted, words);
        x -= px(8);
    };
    word(ours("close"));
    x = draw_key(x, y, ours("Esc")) - px(20);
    word(ours("join or open"));
    x = draw_key(x, y, ours("Enter")) - px(20);
    word(ours("choose"));
    x = draw_key(x, y, ours("↓")) - px(4);
    draw_key(x, y, ours("↑"));
}

/// Acts on Enter and Space, and moves the focus by Tab.
void act_by_keys(const ViewState& view_state, const Found& found, RoomBrowserState& state,
                 bool enter_in_field, RoomBrowserEnd& end, Intents& intents) {
    if (compat::key_pressed(KeyboardKey::tab, true))
        state.on_button = !state.on_button;
    else if (state.on_button && (enter_pressed() || compat::key_pressed(KeyboardKey::space)))
        end = {true, std::string()};
    else if (enter_in_field && found.empty())
        end = {true, std::string(typed_title(state.filter.editor.text()))};
    else if (enter_in_field)
        end.closes =
            join_or_open(view_state, view_state.all_rooms.rooms[found[state.chosen]], intents);
}

}  // namespace

RoomBrowserEnd draw_room_browser(const ViewState& view_state, const Rect& screen,
                                 RoomBrowserState& state, Intents& intents) {
    const RoomDirectory& directory = view_state.all_rooms;
    const Areas areas(screen, !notice_of(view_state).empty());
    RoomBrowserEnd end;
    const bool escape = !field_menu_open() && compat::key_pressed(KeyboardKey::escape);
    dialog_surface(screen, areas.card);
    draw_head(view_state, areas, state, end);
    bool enter = false;
    const bool typed = draw_filter(areas, state, enter);
    const Found& found = state.rooms.find(directory, state.filter.editor.text());
    follow_choice(directory, found, state, typed);
    choose_room_by_keys(found, areas.list.height(), state);
    act_by_keys(view_state, found, state, enter, end, intents);
    if (areas.list.height() > 0) draw_rooms(view_state, areas, found, state, end, intents);
    state.chosen_room.reset();
    if (!found.empty()) state.chosen_room = directory.rooms[found[state.chosen]].id;
    draw_browser_footer(view_state, areas, found);
    const bool beside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !field_menu_open() &&
                        !areas.card.has(ImGui::GetIO().MousePos);
    if (escape || beside) end.closes = true;
    return end;
}

}  // namespace indaba::ui

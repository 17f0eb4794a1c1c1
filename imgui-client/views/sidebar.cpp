#include "imgui-client/views/sidebar.hpp"

#include <algorithm>
#include <string>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/views/conversation_rows.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

float row_step() { return px(38); }
float row_height() { return px(36); }
float head_height() { return px(64); }
float footer_height() { return px(64); }
float heading_height() { return px(30); }

/// Returns the top of a row in pixels: the whispers follow below their heading.
float top_of(const ConversationRows& rows, int row) {
    return heading_height() + static_cast<float>(row) * row_step() +
           (rows.is_whisper(row) ? heading_height() : 0);
}

float content_height(const ConversationRows& rows) {
    return top_of(rows, rows.size() - 1) + row_step();
}

DisplayText count_text(std::uint64_t unread) {
    return unread > 999 ? DisplayText(ours("999+")) : display_number(unread);
}

void draw_logo(const Rect& area) {
    const Rect tile{{area.min.x + px(18), area.min.y + px(17)},
                    {area.min.x + px(48), area.min.y + px(47)}};
    const LogoColours logo = logo_colours();
    // ImGui has no gradient for rounded boxes, so the vertices of one are coloured by position.
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const int begin = list.VtxBuffer.Size;
    paint::box(tile, logo.begin, px(8));
    const ImVec2 size{tile.width(), tile.height()};
    for (int i = begin; i < list.VtxBuffer.Size; ++i) {
        ImDrawVert& corner = list.VtxBuffer[i];
        const float part =
            ((corner.pos.x - tile.min.x) / size.x + (corner.pos.y - tile.min.y) / size.y) / 2;
        corner.col = (corner.col & 0xFF000000u) | (mixed(logo.end, logo.begin, part) & 0x00FFFFFFu);
    }
    paint::text_centred(tile, TextStyle::strong, logo.sign, icon::talk);
    paint::text({area.min.x + px(60), area.min.y + px(32) - font_size(TextStyle::title) / 2},
                TextStyle::title, palette().strong, ours("Indaba"));
}

void draw_heading(const Rect& area, float top, DisplayTextView word) {
    paint::text({area.min.x + px(20), top + px(16) - font_size(TextStyle::label) / 2},
                TextStyle::label, palette().muted, word);
}

struct RowState {
    bool open = false, focused = false;
    std::uint64_t unread = 0;  // makes the row bold
};

/// A row, and the mouse on it.
struct DrawnRow {
    Rect area;
    RowState state;
    Press press;

    Colour icon_colour() const { return state.open ? palette().link : palette().muted; }
    Colour surface() const {
        if (state.open) return palette().chosen;
        return press.hovered ? palette().hover : palette().side;
    }
    float begin() const { return area.min.x + px(38); }
    float end() const { return area.max.x - px(10); }
};

/// Draws the background of a row, whose conversation is `key`.
DrawnRow draw_row(std::string_view id, const ConversationId& key, const Rect& area,
                  const RowState& state) {
    ImGui::PushID(key.view().data(), key.view().data() + key.view().size());
    const DrawnRow row{area, state, press_area(id, area)};
    ImGui::PopID();
    if (state.open)
        paint::chosen(area, px(8));
    else if (row.press.hovered)
        paint::box(area, palette().hover, px(8));
    if (state.focused) paint::frame(area, palette().link, px(8), px(2));
    return row;
}

/// Draws an icon in the middle of the row's left end.
void draw_icon(const DrawnRow& row, DisplayTextView icon) {
    const Rect place{{row.area.min.x + px(6), row.area.min.y},
                     {row.area.min.x + px(36), row.area.max.y}};
    paint::text_centred(place, TextStyle::body, row.icon_colour(), icon);
}

/// Draws the name of a row between `x` and `end`, truncated.
void draw_name(const DrawnRow& row, float x, float end, DisplayTextView name) {
    const bool strong = row.state.unread > 0 || row.state.open;
    const TextStyle style = row.state.unread > 0 ? TextStyle::strong : TextStyle::body;
    paint::text_truncated({x, row.area.centre().y - font_size(style) / 2}, end - x, style,
                          strong ? palette().strong : palette().muted, name);
    if (row.press.hovered && text_width(style, name) > end - x) tooltip(name);
}

/// Draws a count at the right end. Returns its left end.
float draw_count(const DrawnRow& row, float end, DisplayTextView words, bool urgent) {
    const Palette& p = palette();
    return paint::pill(end, row.area.centre().y, words, urgent ? p.danger : p.accent,
                       urgent ? p.on_danger : p.on_accent) -
           px(8);
}

/// Draws that a room is muted. Returns the left end.
float draw_muted(const DrawnRow& row, float end) {
    const float width = text_width(TextStyle::small, icon::muted);
    paint::text({end - width, row.area.centre().y - font_size(TextStyle::small) / 2},
                TextStyle::small, palette().muted, icon::muted);
    return end - width - px(8);
}

bool draw_room(const Rect& area, const RoomSummary& room, bool open, bool focused) {
    const client::UnreadCount& unread = room.unread;
    const std::string id = room.id == lobby ? "lobby" : "room:" + room.title;
    const DrawnRow row =
        draw_row(id, room.id, area, {open, focused, room.muted ? 0 : unread.count});
    draw_icon(row, room.archived ? icon::archive : room.is_private ? icon::lock : icon::hash);
    float end = row.end();
    if (unread.mentions > 0)
        end = draw_count(row, end, ours("@") + count_text(unread.mentions), true);
    else if (unread.count > 0 && !room.muted)
        end = draw_count(row, end, count_text(unread.count), false);
    if (room.muted) end = draw_muted(row, end);
    draw_name(row, row.begin(), end, display_line(room.title));
    return row.press.clicked;
}

bool draw_all_rooms(const Rect& area, bool focused) {
    const DrawnRow row = draw_row("all-rooms", {}, area, {false, focused, 0});
    draw_icon(row, icon::compass);
    draw_name(row, row.begin(), row.end(), ours("All rooms…"));
    return row.press.clicked;
}

/// `is_known`: whether the partner is online.
bool draw_whisper(const Rect& area, const WhisperSummary& whisper, bool is_known, bool open,
                  bool focused) {
    const DisplayText name = display_line(whisper.name);
    const DrawnRow row = draw_row("whisper:" + whisper.name, whisper.conversation, area,
                                  {open, focused, whisper.unread});
    const ImVec2 centre{area.min.x + px(21), area.centre().y};
    paint::avatar(centre, px(12), whisper.with, name);
    if (is_known)
        paint::dot({centre.x + px(9), centre.y + px(8)}, px(4),
                   whisper.online ? palette().online : palette().offline, row.surface());
    float end = row.end();
    if (whisper.unread > 0) end = draw_count(row, end, count_text(whisper.unread), true);
    draw_name(row, area.min.x + px(44), end, name);
    return row.press.clicked;
}

/// Carries out a choice of a row.
void choose(const ConversationRows& rows, int row, Intents& intents) {
    if (row == rows.all_rooms()) return intents.push_back(ShowRooms{});
    intents.push_back(OpenConversation{rows.opens(row)});
}

void choose_by_keys(const ConversationRows& rows, SidebarState& state, float view,
                    Intents& intents) {
    const int& row = state.selection.row;
    if (state.selection.move_by_keys(rows.size(), [&](int each) { return rows.id(each); }))
        scroll_into_view(state.scroll, view, row == 0 ? 0 : top_of(rows, row),
                         top_of(rows, row) + row_height());
    if (enter_pressed()) choose(rows, row, intents);
}

void draw_headings(const ConversationRows& rows, const Rect& area, float origin,
                   SidebarState& state) {
    draw_heading(area, origin, ours("ROOMS"));
    if (icon_button("create-room", {area.max.x - px(28), origin + px(16)}, icon::plus,
                    TextStyle::small, palette().muted, ours("Create a room")))
        state.create_asked = true;
    if (!rows.whispers.empty())
        draw_heading(area, origin + top_of(rows, rows.all_rooms() + 1) - heading_height(),
                     ours("WHISPERS"));
}

void draw_list(const ViewState& view_state, const ConversationRows& rows, const Rect& area,
               bool focused, SidebarState& state, Intents& intents) {
    ImGui::PushClipRect(area.min, area.max, true);
    scroll_list("conversations-bar", state.scroll, area, content_height(rows));
    state.moved.begin_frame(state.scroll);
    const float origin = area.min.y - state.scroll;
    draw_headings(rows, area, origin, state);
    const int hidden = static_cast<int>((state.scroll - 2 * heading_height()) / row_step()) - 1;
    for (int row = std::max(0, hidden); row < rows.size(); ++row) {
        const float top = origin + top_of(rows, row);
        if (top >= area.max.y) break;
        const Rect place{{area.min.x + px(8), top}, {area.max.x - px(8), top + row_height()}};
        const ConversationId id = rows.id(row);
        const bool open = id == view_state.open, chosen = focused && state.selection.row == row;
        state.moved.place(id, top_of(rows, row));
        const bool clicked =
            rows.is_whisper(row)      ? draw_whisper(place, rows.whisper(row),
                                                     !view_state.connection.copy_of, open, chosen)
            : row == rows.all_rooms() ? draw_all_rooms(place, chosen)
                                      : draw_room(place, rows.room(row), open, chosen);
        if (clicked && state.moved.takes_click(id)) choose(rows, row, intents);
    }
    ImGui::PopClipRect();
}

DisplayTextView state_word(const ConnectionStatus& connection) {
    switch (connection.state) {
        case ConnectionStatus::State::ready:
            return ours("Online");
        case ConnectionStatus::State::connecting:
            return ours("Connecting…");
        case ConnectionStatus::State::lost:
            return connection.stopped ? ours("Not connected") : ours("Reconnecting…");
        case ConnectionStatus::State::none:
            break;
    }
    return ours("Not connected");
}

Colour state_colour(const ConnectionStatus& connection) {
    if (connection.state == ConnectionStatus::State::ready) return palette().online;
    return connection.state == ConnectionStatus::State::none ? palette().offline
                                                             : palette().reconnecting;
}

void draw_footer(const ViewState& view_state, const Rect& area, SidebarState& state,
                 Intents& intents) {
    const Palette& colours = palette();
    paint::box(area, colours.footer);
    paint::hairline(area.min, {area.max.x, area.min.y}, colours.hairline);
    const float middle = area.centre().y;
    ImVec2 centre{area.max.x - px(25), middle};
    if (icon_button("quit", centre, icon::leave, TextStyle::body, colours.muted,
                    ours("Leave (Ctrl+Q)")))
        intents.push_back(Quit{});
    centre.x -= px(28);
    if (icon_button("settings", centre, icon::settings, TextStyle::body, colours.muted,
                    ours("Settings (Ctrl+Comma)")))
        state.settings_asked = true;
    centre.x -= px(28);
    if (icon_button("help", centre, icon::help, TextStyle::body, colours.muted, ours("Keys (F1)")))
        state.help_asked = true;

    const DisplayText name = display_line(view_state.my_name);
    const ImVec2 face{area.min.x + px(36), middle};
    if (view_state.model) paint::avatar(face, px(18), view_state.model->me(), name);
    paint::dot({face.x + px(13), face.y + px(13)}, px(5), state_colour(view_state.connection),
               colours.footer);
    const float x = area.min.x + px(64), room = centre.x - px(16) - x;
    paint::text_truncated({x, middle - px(10) - font_size(TextStyle::strong) / 2}, room,
                          TextStyle::strong, colours.strong, name);
    paint::text_truncated({x, middle + px(10) - font_size(TextStyle::small) / 2}, room,
                          TextStyle::small, colours.muted, state_word(view_state.connection));
}

}  // namespace

void draw_sidebar(const ViewState& view_state, const Rect& area, bool focused, SidebarState& state,
                  Intents& intents) {
    const ConversationRows rows(view_state);
    const float foot = std::max(area.min.y, area.max.y - footer_height());
    const Rect list{{area.min.x, area.min.y + head_height()}, {area.max.x, foot}};
    if (focused && !ImGui::GetIO().KeyAlt) choose_by_keys(rows, state, list.height(), intents);
    draw_logo(area);
    if (list.height() > 0) draw_list(view_state, rows, list, focused, state, intents);
    draw_footer(view_state, {{area.min.x, foot}, area.max}, state, intents);
}

}  // namespace indaba::ui

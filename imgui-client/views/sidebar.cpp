#include "imgui-client/views/sidebar.hpp"

#include <algorithm>
#include <optional>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/widgets/list_scroll.hpp"

namespace indaba::ui {
namespace {

const std::vector<WhisperSummary> none;
const std::vector<WhisperSummary>& whispers_of(const ViewState& view_state) {
    return view_state.whispers ? *view_state.whispers : none;
}

float row_step() { return px(38); }
float row_height() { return px(36); }
float head_height() { return px(64); }
float footer_height() { return px(64); }
float heading_height() { return px(30); }

/// Returns the top of a row in pixels: row 0 is the lobby, the whispers follow below their heading.
float top_of(int row) {
    return heading_height() + static_cast<float>(row) * row_step() +
           (row > 0 ? heading_height() : 0);
}

DisplayText count_text(std::uint64_t unread) {
    return unread > 999 ? DisplayText(ours("999+")) : display_number(unread);
}

void draw_logo(const Rect& area) {
    const Rect tile{{area.min.x + px(18), area.min.y + px(17)},
                    {area.min.x + px(48), area.min.y + px(47)}};
    // ImGui has no gradient for rounded boxes, so the vertices of one are coloured by position.
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
    paint::text_centred(tile, TextStyle::strong, palette().on_accent, icon::talk);
    paint::text({area.min.x + px(60), area.min.y + px(32) - font_size(TextStyle::title) / 2},
                TextStyle::title, palette().strong, ours("Indaba"));
}

void draw_heading(const Rect& area, float top, DisplayTextView word) {
    paint::text({area.min.x + px(20), top + px(16) - font_size(TextStyle::label) / 2},
                TextStyle::label, palette().muted, word);
}

struct RowState {
    bool open = false, focused = false;
    std::uint64_t unread = 0;
};

/// Draws the background of a row.
Press draw_row(std::string_view id, const Rect& row, const RowState& row_state) {
    const Press press = press_area(id, row);
    if (row_state.open || press.hovered)
        paint::box(row, row_state.open ? palette().chosen : palette().hover, px(8));
    if (row_state.focused) paint::frame(row, palette().link, px(8), px(2));
    return press;
}

/// Draws the name of a row, truncated at `end`.
void draw_name(const Rect& row, float x, float end, const RowState& row_state, const Press& press,
               DisplayTextView name) {
    const bool strong = row_state.unread > 0 || row_state.open;
    const TextStyle style = row_state.unread > 0 ? TextStyle::strong : TextStyle::body;
    paint::text_truncated({x, row.centre().y - font_size(style) / 2}, end - x, style,
                          strong ? palette().strong : palette().muted, name);
    if (press.hovered && text_width(style, name) > end - x) tooltip(name);
}

bool draw_lobby(const Rect& row, const RowState& row_state) {
    const Press press = draw_row("lobby", row, row_state);
    paint::text({row.min.x + px(13), row.centre().y - font_size(TextStyle::body) / 2},
                TextStyle::body, row_state.open ? palette().link : palette().muted, icon::hash);
    float end = row.max.x - px(10);
    if (row_state.unread > 0)
        end = paint::pill(end, row.centre().y, count_text(row_state.unread), palette().accent,
                          palette().on_accent) -
              px(8);
    draw_name(row, row.min.x + px(38), end, row_state, press, ours("lobby"));
    return press.clicked;
}

bool draw_whisper(const Rect& row, const WhisperSummary& whisper, const RowState& row_state) {
    const DisplayText name = display_line(whisper.name);
    const std::string_view key = whisper.with.view();
    ImGui::PushID(key.data(), key.data() + key.size());
    const Press press = draw_row("whisper:" + whisper.name, row, row_state);
    ImGui::PopID();
    const Colour surface = row_state.open  ? palette().chosen
                           : press.hovered ? palette().hover
                                           : palette().side;
    const ImVec2 centre{row.min.x + px(21), row.centre().y};
    paint::avatar(centre, px(12), whisper.with, name);
    paint::dot({centre.x + px(9), centre.y + px(8)}, px(4),
               whisper.online ? palette().online : palette().offline, surface);
    float end = row.max.x - px(10);
    if (row_state.unread > 0)
        end = paint::pill(end, row.centre().y, count_text(row_state.unread), palette().danger,
                          palette().on_danger) -
              px(8);
    draw_name(row, row.min.x + px(44), end, row_state, press, name);
    return press.clicked;
}

/// Returns the account of a row; empty for the lobby.
std::optional<Account> account_in(const std::vector<WhisperSummary>& whispers, int row) {
    if (row == 0) return std::nullopt;
    return whispers[static_cast<std::size_t>(row) - 1].with;
}

void choose_by_keys(const ViewState& view_state, SidebarState& state, float view,
                    Intents& intents) {
    const auto& whispers = whispers_of(view_state);
    const auto account_at = [&](int row) { return account_in(whispers, row); };
    const int& row = state.selection.row;
    if (state.selection.move_by_keys(static_cast<int>(whispers.size()) + 1, account_at))
        scroll_into_view(state.scroll, view, row == 0 ? 0 : top_of(row),
                         top_of(row) + row_height());
    if (enter_pressed()) intents.push_back(OpenConversation{state.selection.account});
}

void draw_list(const ViewState& view_state, const Rect& area, bool focused, SidebarState& state,
               Intents& intents) {
    const auto& whispers = whispers_of(view_state);
    const int count = static_cast<int>(whispers.size());
    ImGui::PushClipRect(area.min, area.max, true);
    scroll_list("conversations-bar", state.scroll, area,
                count == 0 ? top_of(0) + row_step() : top_of(count) + row_step());
    state.moved.begin_frame(state.scroll);
    const float origin = area.min.y - state.scroll;
    const auto row_area = [&](int row) {
        const float top = origin + top_of(row);
        return Rect{{area.min.x + px(8), top}, {area.max.x - px(8), top + row_height()}};
    };
    draw_heading(area, origin, ours("ROOMS"));
    if (draw_lobby(row_area(0), {!view_state.whisper_to, focused && state.selection.row == 0,
                                 view_state.unread}))
        intents.push_back(OpenConversation{});
    if (count > 0) draw_heading(area, origin + top_of(1) - heading_height(), ours("WHISPERS"));
    const int hidden = static_cast<int>((state.scroll - top_of(1)) / row_step());
    for (int row = std::max(1, hidden); row <= count && row_area(row).min.y < area.max.y; ++row) {
        const WhisperSummary& whisper = whispers[static_cast<std::size_t>(row) - 1];
        state.moved.place(whisper.with, top_of(row));
        if (draw_whisper(row_area(row), whisper,
                         {view_state.whisper_to == whisper.with,
                          focused && state.selection.row == row, whisper.unread}) &&
            state.moved.takes_click(whisper.with))
            intents.push_back(OpenConversation{whisper.with});
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
    if (icon_button("theme", centre, colours.dark ? icon::light : icon::dark, TextStyle::body,
                    colours.muted,
                    colours.dark ? ours("Light colours (Ctrl+L)") : ours("Dark colours (Ctrl+L)")))
        intents.push_back(SetTheme{colours.dark ? Theme::light : Theme::dark});
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
    const float foot = std::max(area.min.y, area.max.y - footer_height());
    const Rect list{{area.min.x, area.min.y + head_height()}, {area.max.x, foot}};
    if (focused && !ImGui::GetIO().KeyAlt)
        choose_by_keys(view_state, state, list.height(), intents);
    draw_logo(area);
    if (list.height() > 0) draw_list(view_state, list, focused, state, intents);
    draw_footer(view_state, {{area.min.x, foot}, area.max}, state, intents);
}

}  // namespace indaba::ui

#include "imgui-client/views/room_row.hpp"

#include <cmath>
#include <string>
#include <string_view>

#include "common/wire/bytes.hpp"
#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

DisplayText second_line(const RoomSummary& room) {
    if (room.id == lobby) return ours("Everybody on this server");
    const DisplayText topic = display_line(room.topic);
    DisplayText line = room.archived     ? ours("Archived")
                       : room.is_private ? ours("Private")
                                         : DisplayTextView{};
    if (!line.empty() && !topic.empty()) line += ours(" · ");
    return line + topic;
}

DisplayText members_of(const RoomSummary& room, std::size_t online) {
    if (room.id == lobby) return display_grouped(online) + ours(" online");
    return display_grouped(room.members) + (room.members == 1 ? ours(" member") : ours(" members"));
}

void draw_joined(const Rect& area) {
    const Palette& p = palette();
    constexpr DisplayTextView words = ours("Joined");
    const float sign = text_width(TextStyle::small, icon::stored) + px(5);
    const float width = sign + text_width(TextStyle::small, words);
    const ImVec2 at{std::floor(area.centre().x - width / 2),
                    area.centre().y - font_size(TextStyle::small) / 2};
    paint::text(at, TextStyle::small, p.online, icon::stored);
    paint::text({at.x + sign, at.y}, TextStyle::small, p.muted, words);
}

/// Draws the right end of a row. Returns whether its button was clicked.
bool draw_action(const Rect& area, const RoomSummary& room, bool chosen, bool hovered) {
    const Palette& p = palette();
    if (room.joined && !hovered) {
        draw_joined(area);
        return false;
    }
    return button("room-button:" + room.title, area, room.joined ? ours("Open") : ours("Join"),
                  TextStyle::small, chosen ? p.accent : p.chosen, chosen ? p.on_accent : p.strong);
}

void draw_words(const Rect& area, float end, const RoomSummary& room, bool chosen) {
    const Palette& p = palette();
    const float x = area.min.x + px(48), middle = area.min.y + px(17);
    const DisplayTextView sign = room.is_private ? icon::lock : icon::hash;
    paint::text({area.min.x + px(25) - text_width(TextStyle::body, sign) / 2,
                 middle + px(1) - font_size(TextStyle::body) / 2},
                TextStyle::body, p.muted, sign);
    paint::text_truncated({x, middle - font_size(TextStyle::strong) / 2}, end - x,
                          TextStyle::strong, room.archived ? p.muted : p.strong,
                          display_line(room.title));
    paint::text_truncated({x, area.min.y + px(36) - font_size(TextStyle::small) / 2}, end - x,
                          TextStyle::small, chosen ? p.text : p.muted, second_line(room));
}

}  // namespace

float room_row_height() { return px(52); }
float room_row_step() { return px(54); }

RoomRowPress draw_room_row(const Rect& area, const RoomSummary& room, bool chosen,
                           std::size_t online) {
    const Palette& p = palette();
    const Rect action{{area.max.x - px(104), area.min.y + px(11)},
                      {area.max.x - px(12), area.min.y + px(41)}};
    RoomRowPress press;
    const std::string_view key = room.id.view();
    ImGui::PushID(key.data(), key.data() + key.size());
    const Press rest = press_area("room:" + room.title, {area.min, {action.min.x, area.max.y}});
    const bool hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(area.min, area.max);
    if (chosen)
        paint::chosen(area, px(8));
    else if (hovered)
        paint::box(area, p.hover, px(8));
    press.row = rest.clicked;
    const DisplayText members = members_of(room, online);
    float end = action.min.x - px(28) - text_width(TextStyle::small, members);
    if (end - area.min.x > px(200))
        paint::text({end, area.centre().y - font_size(TextStyle::small) / 2}, TextStyle::small,
                    p.muted, members);
    else
        end = action.min.x;
    draw_words(area, end - px(16), room, chosen);
    press.button = draw_action(action, room, chosen, hovered);
    ImGui::PopID();
    return press;
}

}  // namespace indaba::ui

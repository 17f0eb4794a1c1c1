#include "imgui-client/widgets/paint.hpp"

#include <algorithm>
#include <cmath>

#include "common/base/utf8.hpp"

namespace indaba::ui {
namespace {

ImVec2 floored(ImVec2 at) { return {std::floor(at.x), std::floor(at.y)}; }

/// Returns the part of `area` inside of the clip rectangle; an area without size when it is
/// outside.
Rect clipped(const Rect& area) {
    const ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 low = list.GetClipRectMin(), high = list.GetClipRectMax();
    const Rect rest{{std::max(area.min.x, low.x), std::max(area.min.y, low.y)},
                    {std::min(area.max.x, high.x), std::min(area.max.y, high.y)}};
    return rest.width() > 0 && rest.height() > 0 ? rest : Rect{area.min, area.min};
}

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

}  // namespace

namespace paint {

Record* record = nullptr;

void mark(std::string_view name, const Rect& area) {
    if (record) record->marks.insert_or_assign(std::string(name), area);
}

void text(ImVec2 at, TextStyle style, Colour colour, DisplayTextView words) {
    if (words.empty()) return;
    ensure_glyphs(style, words);
    const ImVec2 area = floored(at);
    list().AddText(font(style), font_size(style), area, colour, words.view().data(),
                   words.view().data() + words.size());
    if (!record) return;
    const Rect whole{area, {area.x + text_width(style, words), area.y + font_size(style)}};
    record->texts.push_back({words, whole, clipped(whole), colour});
}

void text_centred(const Rect& area, TextStyle style, Colour colour, DisplayTextView words) {
    const ImVec2 centre = area.centre();
    text({centre.x - text_width(style, words) / 2, centre.y - font_size(style) / 2}, style, colour,
         words);
}

float text_truncated(ImVec2 at, float width, TextStyle style, Colour colour,
                     DisplayTextView words) {
    const float whole = text_width(style, words);
    if (whole <= width) {
        text(at, style, colour, words);
        return whole;
    }
    constexpr DisplayTextView ellipsis = ours("…");
    const float room = width - text_width(style, ellipsis);
    if (room <= 0) return 0;
    const char* begin = words.view().data();
    const char* rest = begin;
    font(style)->CalcTextSizeA(font_size(style), room, 0, begin, begin + words.size(), &rest);
    auto end = static_cast<std::size_t>(rest - begin);
    while (end > 0 && words.view()[end - 1] == ' ') --end;
    const DisplayText cut = words.slice(0, end) + ellipsis;
    text(at, style, colour, cut);
    return text_width(style, cut);
}

void lines(ImVec2 at, TextStyle style, Colour colour, DisplayTextView words, const Lines& lines) {
    for (const Line& line : lines) {
        text(at, style, colour, words.slice(line.begin, line.end));
        at.y += line_height(style);
    }
}

void box(const Rect& area, Colour colour, float rounding) {
    list().AddRectFilled(area.min, area.max, colour, rounding);
}

void frame(const Rect& area, Colour colour, float rounding, float thickness) {
    // ImGui strokes along the middle of the line; the frame must lie inside of `area`.
    const float half = thickness / 2;
    list().AddRect({area.min.x + half, area.min.y + half}, {area.max.x - half, area.max.y - half},
                   colour, rounding, 0, thickness);
}

void focus(const Rect& area, Colour colour, float rounding) {
    frame(area, colour, rounding, px(2));
    mark("focus", area);
}

void hairline(ImVec2 from, ImVec2 to, Colour colour) {
    const float thickness = std::max(1.0f, px(1));
    const bool level = std::abs(to.x - from.x) >= std::abs(to.y - from.y);
    const ImVec2 begin = floored(from), end = floored(to);
    list().AddRectFilled(
        begin, level ? ImVec2(end.x, begin.y + thickness) : ImVec2(begin.x + thickness, end.y),
        colour);
}

void avatar(ImVec2 centre, float radius, const Account& account, DisplayTextView name,
            bool dimmed) {
    list().AddCircleFilled(centre, radius,
                           dimmed ? faded_avatar_colour(account) : avatar_colour(account));
    text_centred({{centre.x - radius, centre.y - radius}, {centre.x + radius, centre.y + radius}},
                 TextStyle::label, dimmed ? palette().text : palette().on_accent,
                 initials(name, radius < px(14) ? 1 : 2));
}

void dot(ImVec2 centre, float radius, Colour colour, Colour behind) {
    list().AddCircleFilled(centre, radius + px(2), behind);
    list().AddCircleFilled(centre, radius, colour);
}

float pill(float right, float y, DisplayTextView words, Colour surface, Colour colour) {
    const float height = px(20);
    const float width = std::max(px(22), std::ceil(text_width(TextStyle::label, words)) + px(16));
    const float top = std::floor(y - height / 2);
    const Rect area{{right - width, top}, {right, top + height}};
    box(area, surface, height / 2);
    text_centred(area, TextStyle::label, colour, words);
    return area.min.x;
}

}  // namespace paint

Press press_area(std::string_view id, const Rect& area) {
    if (area.width() < 1 || area.height() < 1) return {};
    ImGui::SetCursorScreenPos(area.min);
    ImGui::PushID(id.data(), id.data() + id.size());
    const bool clicked = ImGui::InvisibleButton("##press", {area.width(), area.height()});
    ImGui::PopID();
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (paint::record) {
        const Rect visible = clipped(area);
        if (visible.width() > 0) paint::mark(id, visible);
    }
    return {hovered, clicked};
}

bool button(std::string_view id, const Rect& area, DisplayTextView words, TextStyle style,
            Colour surface, Colour colour, bool focused) {
    const Press press = press_area(id, area);
    const float rounding = px(8);
    paint::box(area, surface, rounding);
    // The hover colour moves away from the word's colour, so that the word stays readable.
    const bool dark_word = contrast(colour, rgb(0xffffff)) > contrast(colour, rgb(0x000000));
    if (press.hovered)
        paint::box(area, faded(dark_word ? rgb(0xffffff) : rgb(0x000000), 0.12f), rounding);
    if (focused) paint::focus(area, palette().strong, rounding);
    paint::text_centred(area, style, colour, words);
    return press.clicked;
}

bool icon_button(std::string_view id, ImVec2 centre, DisplayTextView icon, TextStyle style,
                 Colour colour, DisplayTextView hint) {
    const float half = px(14);
    const Rect area{{centre.x - half, centre.y - half}, {centre.x + half, centre.y + half}};
    const Press press = press_area(id, area);
    if (press.hovered) {
        paint::box(area, palette().hover, px(8));
        tooltip(hint);
    }
    paint::text_centred(area, style, press.hovered ? palette().strong : colour, icon);
    return press.clicked;
}

void tooltip(DisplayTextView words) {
    if (words.empty()) return;
    const Palette& colours = palette();
    ImGui::PushStyleColor(ImGuiCol_PopupBg, colours.card);
    ImGui::PushStyleColor(ImGuiCol_Border, colours.hairline);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(px(10), px(7)));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(6));
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 1.0f);
    ImGui::BeginTooltip();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    paint::text(at, TextStyle::small, colours.text, words);
    ImGui::Dummy({std::ceil(text_width(TextStyle::small, words)), font_size(TextStyle::small)});
    ImGui::EndTooltip();
    ImGui::PopStyleVar(3);
    ImGui::PopStyleColor(2);
}

}  // namespace indaba::ui

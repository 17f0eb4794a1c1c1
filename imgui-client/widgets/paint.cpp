#include "imgui-client/widgets/paint.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "imgui-client/widgets/glyph_paint.hpp"

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

/// Records the parts of a line, each of one colour.
void record_line(ImVec2 at, TextStyle style, const paint::Ink& ink, DisplayTextView words,
                 const Line& line) {
    std::size_t end = std::min<std::size_t>(line.end, words.size());
    while (end > line.begin && words.view()[end - 1] == ' ') --end;
    const auto part = [&](std::size_t from, std::size_t to, Colour colour) {
        const auto boxes = boxes_of(line, from, to);
        if (from >= to || boxes.empty()) return;
        const Rect whole{{at.x + boxes.front().first, at.y},
                         {at.x + boxes.back().second, at.y + font_size(style)}};
        paint::record->texts.push_back({words.slice(from, to), whole, clipped(whole), colour});
    };
    std::size_t from = line.begin;
    for (const paint::InkSpan& span : ink.spans) {
        const std::size_t begin = std::clamp<std::size_t>(span.begin, from, end);
        part(from, begin, ink.colour);
        from = std::clamp<std::size_t>(span.end, begin, end);
        part(begin, from, span.colour);
    }
    part(from, end, ink.colour);
}

/// The item on which the mouse rests.
struct Rest {
    ImGuiID item = 0;
    double since = 0;  // ImGui::GetTime()
    int frame = 0;     // the last one
    bool goes_on(ImGuiID now) const {
        return item == now && std::abs(ImGui::GetFrameCount() - frame) <= 1 &&
               since <= ImGui::GetTime();
    }
};
Rest rest;
constexpr double tooltip_rest_s = 0.5;

}  // namespace

namespace paint {

Record* record = nullptr;

void mark(std::string_view name, const Rect& area) {
    if (record) record->marks.insert_or_assign(std::string(name), area);
}

void line(ImVec2 pen, TextStyle style, Colour colour, DisplayTextView words, const Line& line,
          Share share, std::span<const InkSpan> spans) {
    if (line.glyphs.empty()) return;
    const ImVec2 begin = floored(pen);
    const float top = begin.y - baseline(style);
    const Rect row{{begin.x, top}, {begin.x + 1, top + line_height(style)}};
    const float low = list().GetClipRectMin().y, high = list().GetClipRectMax().y;
    if (row.max.y + row.height() > low && row.min.y - row.height() < high)
        draw_glyphs(list(), begin, line, font_request(style).em, share, {colour, spans});
    if (record) record_line({begin.x, top}, style, {colour, spans}, words, line);
}

void text(ImVec2 at, TextStyle style, Colour colour, DisplayTextView words) {
    if (words.empty()) return;
    const auto shaped = one_line(words, style);
    line({at.x, std::floor(at.y) + baseline(style)}, style, colour, words, *shaped);
}

void text_centred(const Rect& area, TextStyle style, Colour colour, DisplayTextView words) {
    const ImVec2 centre = area.centre();
    text({centre.x - text_width(style, words) / 2, centre.y - font_size(style) / 2}, style, colour,
         words);
}

float text_truncated(ImVec2 at, float width, TextStyle style, Colour colour,
                     DisplayTextView words) {
    const auto shaped = truncated_line(words, style, width);
    if (width_of(*shaped) > width) return 0;  // not even the ellipsis fits
    constexpr DisplayTextView ellipsis = ours("…");
    const bool is_cut = text_width(style, words) > width;
    const DisplayText shown =
        is_cut ? words.slice(0, shaped->end - ellipsis.size()) + ellipsis : DisplayText(words);
    line({at.x, std::floor(at.y) + baseline(style)}, style, colour, shown, *shaped);
    return width_of(*shaped);
}

void lines(ImVec2 at, TextStyle style, Colour colour, DisplayTextView words, const Lines& lines) {
    const LineMetrics metrics = line_metrics(lines, style);
    const float above = std::floor((line_height(style) - font_size(style)) / 2);
    float pen = std::floor(at.y) - above + metrics.baseline;
    for (const Line& each : lines) {
        line({at.x, pen}, style, colour, words, each);
        pen += metrics.pitch;
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

void chosen(const Rect& area, float rounding) {
    box(area, palette().chosen, rounding);
    if (palette().high_contrast) frame(area, palette().edge, rounding, px(2));
}

void card(const Rect& area, float rounding) {
    constexpr int steps = 4;  // of the shadow: one box beyond the other
    for (int i = steps; i > 0; --i) {
        const float out = px(2) * static_cast<float>(i);
        box({{area.min.x - out, area.min.y - out + px(2)}, {area.max.x + out, area.max.y + out}},
            faded(rgb(0x000000), palette().dark ? 0.07f : 0.03f), rounding + out);
    }
    box(area, palette().card, rounding);
    frame(area, palette().edge, rounding, std::max(1.0f, px(1)));
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
    const Palette& p = palette();
    Colour words = dimmed ? p.text : p.on_accent;
    if (p.high_contrast) {
        words = dimmed ? p.muted : name_colour(account);
        list().AddCircle(centre, radius - px(1), words, 0, px(2));
    } else {
        list().AddCircleFilled(centre, radius,
                               dimmed ? faded_avatar_colour(account) : avatar_colour(account));
    }
    text_centred({{centre.x - radius, centre.y - radius}, {centre.x + radius, centre.y + radius}},
                 TextStyle::label, words, initials(name, radius < px(14) ? 1 : 2));
}

void dot(ImVec2 centre, float radius, Colour colour, Colour behind) {
    list().AddCircleFilled(centre, radius + px(2), behind);
    // Whether somebody is there must not be told by colour alone.
    if (palette().high_contrast && colour == palette().offline)
        list().AddCircle(centre, radius - px(1), colour, 0, px(2));
    else
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
    const bool needs_frame = palette().high_contrast && surface == palette().chosen;
    if (needs_frame) paint::frame(area, palette().edge, rounding, std::max(1.0f, px(1)));
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

void rested_tooltip(std::string_view id, DisplayTextView words) {
    const ImGuiID item = ImGui::GetID(id.data(), id.data() + id.size());
    if (!rest.goes_on(item)) rest = {item, ImGui::GetTime(), 0};
    rest.frame = ImGui::GetFrameCount();
    if (ImGui::GetTime() - rest.since >= tooltip_rest_s) tooltip(words);
}

std::optional<double> tooltip_in() {
    const double left = rest.since + tooltip_rest_s - ImGui::GetTime();
    if (rest.item == 0 || !rest.goes_on(rest.item) || left <= 0) return std::nullopt;
    return left;
}

void tooltip(DisplayTextView words) {
    if (words.empty()) return;
    const Palette& colours = palette();
    ImGui::PushStyleColor(ImGuiCol_PopupBg, colours.card);
    ImGui::PushStyleColor(ImGuiCol_Border, colours.edge);
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

#include "imgui-client/messages/row_paint.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/client/text/local_time.hpp"
#include "imgui-client/input/compat.hpp"
#include "imgui-client/messages/message_paint.hpp"

namespace indaba::ui {
namespace {

using Kind = RowLayout::Kind;

float line_top(const RowLayout& layout, float top, std::size_t line) {
    return top + layout.text_top + layout.place_of(line).top;
}
float line_left(const RowLayout& layout, const MessageViewport& viewport, std::size_t line) {
    return viewport.text_left + layout.place_of(line).left;
}

/// Returns the middle of the first line's letters.
float first_line_middle(const RowLayout& layout, float top) {
    return top + layout.text_top + layout.line_metrics.baseline - baseline(layout.style()) +
           font_size(layout.style()) / 2;
}

// ---- above the text

void paint_day(const RowLayout& layout, float top, const MessageViewport& viewport) {
    if (layout.day.empty()) return;
    const Palette& p = palette();
    const float y = top + px(20);
    const float left = viewport.view.min.x + px(22), right = viewport.view.max.x - px(32);
    const float width = std::ceil(text_width(TextStyle::label, layout.day)) + px(28);
    const Rect pill{{std::floor((left + right - width) / 2), y - px(13)},
                    {std::floor((left + right + width) / 2), y + px(13)}};
    paint::hairline({left, y}, {pill.min.x, y}, p.hairline);
    paint::hairline({pill.max.x, y}, {right, y}, p.hairline);
    paint::frame(pill, p.hairline, px(13), std::max(1.0f, px(1)));
    paint::text_centred(pill, TextStyle::label, p.muted, layout.day);
}

void paint_unread(const RowLayout& layout, float top, const MessageViewport& viewport) {
    if (!layout.unread_line) return;
    const Palette& p = palette();
    const float y = top + (layout.day.empty() ? 0 : px(38)) + px(14);
    const float right = viewport.view.max.x - px(32);
    const DisplayText words = display_number(viewport.unread) +
                              (viewport.unread == 1 ? ours(" new message") : ours(" new messages"));
    paint::hairline({viewport.view.min.x + px(22), y}, {right - px(8), y}, p.danger);
    paint::pill(right, y, words, p.danger, p.on_danger);
}

void paint_card(const RowLayout& layout, float top, const MessageViewport& viewport) {
    if (!layout.whisper) return;
    const Palette& p = palette();
    const Rect card{{viewport.view.min.x + px(10), top + layout.card_top},
                    {viewport.view.max.x - px(24), top + static_cast<float>(layout.height)}};
    paint::box(card, p.whisper_surface, layout.has_header ? px(8) : 0);
    paint::box({card.min, {card.min.x + px(3), card.max.y}}, p.whisper);
}

bool paint_header(const RowLayout& layout, float top, const MessageViewport& viewport,
                  const std::string& id) {
    if (!layout.has_header) return false;
    const Palette& p = palette();
    const float name_top = top + layout.quote_top - px(24);
    const ImVec2 centre{viewport.view.min.x + px(42), std::floor(name_top + px(19))};
    const float radius = px(19);
    paint::avatar(centre, radius, layout.author, layout.name);
    const float room = viewport.text_width - px(60);
    const float width =
        paint::text_truncated({viewport.text_left, name_top}, room, TextStyle::strong,
                              name_colour(layout.author), layout.name);
    float x = viewport.text_left + width + px(10);
    const float middle = name_top + font_size(TextStyle::strong) / 2;
    if (!layout.chip.empty()) {
        const float chip = std::ceil(text_width(TextStyle::label, layout.chip)) + px(18);
        if (x + chip + px(50) < viewport.view.max.x - px(30)) {
            const Rect pill{{x, middle - px(10)}, {x + chip, middle + px(10)}};
            paint::box(pill, p.whisper_chip, px(10));
            paint::text_centred(pill, TextStyle::label, p.whisper_text, layout.chip);
            x += chip + px(10);
        }
    }
    const bool waits = layout.kind == Kind::pending || layout.kind == Kind::refused;
    if (!waits)
        paint::text({x, middle - font_size(TextStyle::small) / 2}, TextStyle::small, p.muted,
                    display_line(client::clock_time(layout.at)));
    if (!viewport.interactive || waits) return false;
    const Rect face{{centre.x - radius, centre.y - radius}, {centre.x + radius, centre.y + radius}};
    const bool face_clicked = press_area("face" + id, face).clicked;
    const bool name_clicked =
        press_area("author" + id, {{viewport.text_left, name_top},
                                   {viewport.text_left + width, name_top + px(20)}})
            .clicked;
    return (name_clicked || face_clicked) && compat::clicked_in_place(px(4));
}

// ---- the text

void paint_selection(const RowLayout& layout, float top, const MessageViewport& viewport,
                     std::pair<std::size_t, std::size_t> selected, std::size_t index) {
    const Line& line = layout.lines[index];
    if (selected.first == selected.second || selected.second <= line.begin ||
        selected.first > line.end)
        return;
    const float x = line_left(layout, viewport, index), y = line_top(layout, top, index);
    const auto box = [&](float from, float to) {
        paint::box({{x + from, y}, {x + to, y + layout.line_metrics.pitch}}, palette().selection);
    };
    for (const auto& [from, to] : boxes_of(line, selected.first, selected.second)) box(from, to);
    // A selected line break is drawn as 5 px.
    const float end = x_of(line, last_caret(line));
    if (selected.second > line.end)
        line.right_to_left ? box(end - px(5), end) : box(end, end + px(5));
}

struct TextColours {
    Colour text, link;
};

TextColours colours_of(const RowLayout& layout) {
    const Palette& p = palette();
    if (layout.kind == Kind::presence || layout.kind == Kind::room || layout.unsupported_kind ||
        layout.erased)
        return {p.muted, p.muted};
    if (layout.kind == Kind::note || layout.warning)
        return {layout.warning ? p.danger_text : p.muted, p.link};
    if (layout.kind == Kind::pending) return {p.muted, p.muted};
    return {p.text, p.link};
}

/// Draws the part of a link on one line: its underline, and where it can be clicked. Returns true
/// if it was clicked.
bool paint_link(const Line& line, const Link& link, ImVec2 pen, const MessageViewport& viewport,
                Colour colour, const std::string& id, const RowLayout& layout) {
    bool clicked = false;
    std::size_t number = 0;
    for (const auto& [from, to] : boxes_of(line, link.begin, link.end)) {
        const float left = pen.x + from, right = pen.x + to;
        const float below = pen.y - baseline(layout.style()) + font_size(layout.style()) + px(1);
        paint::hairline({left, below}, {right, below}, colour);
        const float y = pen.y - layout.line_metrics.baseline;
        const Rect area{{left, y}, {right, y + layout.line_metrics.pitch}};
        if (viewport.interactive &&
            press_area(id + (number++ == 0 ? "" : "+" + std::to_string(number)), area).clicked &&
            compat::clicked_in_place(px(4)) && !ImGui::GetIO().KeyShift)  // Shift selects
            clicked = true;
    }
    return clicked;
}

/// Draws one line with its links underlined. Returns the link that was clicked.
std::string paint_line(const RowLayout& layout, float y, const MessageViewport& viewport,
                       const std::string& id, std::size_t index, bool found) {
    const Line& line = layout.lines[index];
    const TextColours colours = colours_of(layout);
    const ImVec2 pen{line_left(layout, viewport, index), y + layout.line_metrics.baseline};
    paint_emphasis_behind(layout, line, pen);
    paint_hits_behind(layout, line, pen, found);
    std::string clicked;
    std::vector<paint::InkSpan> spans;  // the first that has a letter counts
    for (const ByteRange& hit : within(layout.hits, line))
        spans.push_back({hit.begin, hit.end, hit_colours(found).text});
    for (const Link& link : layout.links) {
        if (std::max<std::size_t>(link.begin, line.begin) >=
            std::min<std::size_t>(link.end, line.end))
            continue;
        spans.push_back({link.begin, link.end, colours.link});
        const std::string name =
            "link" + id + ":" + std::to_string(link.begin) + "." + std::to_string(index);
        if (paint_link(line, link, pen, viewport, colours.link, name, layout)) clicked = link.url;
    }
    for (const ByteRange& name : within(layout.mentions, line))
        spans.push_back({name.begin, name.end, palette().mention_text});
    if (layout.ours_from < line.end) spans.push_back({layout.ours_from, line.end, palette().muted});
    paint::line(pen, layout.style(), colours.text, layout.text, line, paint::Share::texts, spans);
    paint_emphasis_over(layout, line, pen, colours.text);
    return clicked;
}

/// Returns the lines [begin, end) in sight; an unfolded text may have thousands of lines.
std::pair<std::size_t, std::size_t> visible_lines(const RowLayout& layout, float top,
                                                  const Rect& view) {
    const float height = layout.line_metrics.pitch, first = top + layout.text_top;
    if (!layout.places.empty()) {
        const auto at = [&](float y) {
            const auto place =
                std::ranges::lower_bound(layout.places, y - first, {}, &LinePlace::top);
            return static_cast<std::size_t>(place - layout.places.begin());
        };
        return {at(view.min.y - height), at(view.max.y)};
    }
    const float begin = std::floor((view.min.y - first) / height);
    const float end = std::ceil((view.max.y - first) / height);
    const auto count = static_cast<float>(layout.lines.size());
    return {static_cast<std::size_t>(std::clamp(begin, 0.0f, count)),
            static_cast<std::size_t>(std::clamp(end, 0.0f, count))};
}

// ---- below the text

float below_text(const RowLayout& layout, float top) {
    return top + layout.text_top + layout.text_height;
}

bool paint_fold(const RowLayout& layout, float top, const MessageViewport& viewport,
                const std::string& id) {
    if (!layout.folds()) return false;
    const DisplayText words = layout.fold_label();
    const float y = below_text(layout, top) + px(1);
    const Rect area{{viewport.text_left, y},
                    {viewport.text_left + text_width(TextStyle::small, words),
                     y + line_height(TextStyle::small)}};
    paint::text(area.min, TextStyle::small, palette().link, words);
    return viewport.interactive && press_area("fold" + id, area).clicked;
}

void paint_reason(const RowLayout& layout, float top, const MessageViewport& viewport,
                  const std::string& id, RowPress& press) {
    if (layout.kind != Kind::refused) return;
    const Palette& p = palette();
    float y = below_text(layout, top) + px(2);
    if (layout.folds()) y += line_height(TextStyle::small);
    paint::lines({viewport.text_left, y}, TextStyle::small, p.danger_text, layout.reason,
                 layout.reason_lines);
    y += height_of(layout.reason_lines, TextStyle::small) + px(4);
    constexpr DisplayTextView edit_again = ours("Edit and send again"), dismiss = ours("Dismiss");
    const float edit = text_width(TextStyle::small, edit_again) + px(24);
    const float away = text_width(TextStyle::small, dismiss) + px(24);
    const Rect first{{viewport.text_left, y}, {viewport.text_left + edit, y + px(28)}};
    const Rect second{{first.max.x + px(8), y}, {first.max.x + px(8) + away, y + px(28)}};
    press.edit_again =
        button("edit-again" + id, first, edit_again, TextStyle::small, p.accent, p.on_accent);
    press.dismiss = button("dismiss" + id, second, dismiss, TextStyle::small, p.chosen, p.text);
}

/// Draws whether a post of ours is stored, pending or refused, at the right end of its last line.
void paint_state(const RowLayout& layout, float top, const MessageViewport& viewport, bool stored) {
    const Palette& p = palette();
    const bool waits = layout.kind == Kind::pending;
    if (!layout.own || (layout.kind == Kind::message && !stored)) return;
    const DisplayTextView sign = waits                          ? icon::waiting
                                 : layout.kind == Kind::refused ? icon::refused
                                                                : icon::stored;
    const std::size_t last = std::max<std::size_t>(layout.lines.size(), 1) - 1;
    const float y = line_top(layout, top, last) + layout.line_metrics.baseline -
                    baseline(layout.style()) + font_size(layout.style()) / 2;
    const float x = viewport.view.max.x - px(32) - text_width(TextStyle::small, sign);
    paint::text({x, y - font_size(TextStyle::small) / 2}, TextStyle::small,
                layout.kind == Kind::refused ? p.danger_text : p.muted, sign);
    if (layout.kind == Kind::message) return;
    if (!layout.has_header) return;
    const float name = text_width(TextStyle::strong, layout.name) + px(10);
    paint::text({viewport.text_left + std::min(name, viewport.text_width - px(60)),
                 top + layout.quote_top - px(24) + px(2)},
                TextStyle::small, waits ? p.muted : p.danger_text,
                waits ? ours("waiting") : ours("not sent"));
}

/// Draws the dot of presence and of notes, or the icon of changes of the room.
void paint_sign(const RowLayout& layout, float top, const MessageViewport& viewport) {
    const Palette& p = palette();
    const ImVec2 centre{viewport.view.min.x + px(42), std::floor(first_line_middle(layout, top))};
    if (layout.kind == Kind::room)
        paint::text_centred({centre, centre}, TextStyle::small, p.muted, icon::joined);
    if (layout.kind != Kind::presence && layout.kind != Kind::note) return;
    const Colour colour = layout.kind == Kind::note ? (layout.warning ? p.danger : p.reconnecting)
                          : layout.text.view().find(" joined") != std::string_view::npos
                              ? p.online
                              : p.offline;
    paint::dot(centre, px(4), colour, p.middle);
}

DisplayText moment(const RowLayout& layout) {
    const DisplayText time = display_line(client::full_time(layout.at));
    if (layout.number == 0) return time;
    return time + ours(" · number ") + display_number(layout.number);
}

/// Draws the time of a row without a header under the mouse, and a tooltip with date and number
/// beside the text.
void paint_moment(const RowLayout& layout, float top, const MessageViewport& viewport) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (!layout.has_header) {
        const DisplayText time = display_line(client::clock_time(layout.at));
        const float y = first_line_middle(layout, top) - font_size(TextStyle::label) / 2;
        paint::text({viewport.text_left - px(22) - text_width(TextStyle::label, time), y},
                    TextStyle::label, palette().muted, time);
    }
    const bool over_header = layout.has_header && mouse.y < top + layout.quote_top;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left) && (mouse.x < viewport.text_left || over_header))
        tooltip(moment(layout));
}

}  // namespace

RowPress paint_row(const RowLayout& layout, float top, const MessageViewport& viewport,
                   const std::string& id, std::pair<std::size_t, std::size_t> selected,
                   const RowMarks& marks) {
    RowPress press;
    if (layout.kind == Kind::hidden || layout.kind == Kind::absent) return press;
    const std::string key = "#" + id;
    const Rect row{{viewport.view.min.x, top + layout.card_top},
                   {viewport.view.max.x - px(10), top + static_cast<float>(layout.height)}};
    press.hovered = viewport.interactive && ImGui::IsWindowHovered() &&
                    row.has(ImGui::GetIO().MousePos) && viewport.view.has(ImGui::GetIO().MousePos);
    if ((press.hovered || marks.hovered || marks.current) && !layout.whisper &&
        layout.kind == Kind::message)
        paint::box(row, palette().hover);
    if (layout.kind == Kind::message && !layout.mentions.empty() && !layout.own) {
        if (!layout.whisper) paint::box(row, palette().mention);
        paint::box({row.min, {row.min.x + px(3), row.max.y}}, palette().reconnecting);
    }
    paint_card(layout, top, viewport);
    if (marks.current) paint::box({row.min, {row.min.x + px(3), row.max.y}}, palette().link);
    paint_day(layout, top, viewport);
    paint_unread(layout, top, viewport);
    press.author = paint_header(layout, top, viewport, key);
    paint_sign(layout, top, viewport);
    paint_state(layout, top, viewport, marks.stored);
    press.jump_to = paint_quote(layout, top, viewport, key) ? layout.quote->number : 0;
    press.copy = paint_blocks(layout, top, viewport, key);
    const auto [begin, end] = visible_lines(layout, top, viewport.view);
    for (std::size_t line = begin; line < end; ++line) {
        paint_selection(layout, top, viewport, selected, line);
        std::string link =
            paint_line(layout, line_top(layout, top, line), viewport, key, line, marks.found);
        if (!link.empty()) press.link = std::move(link);
    }
    press.fold = paint_fold(layout, top, viewport, key);
    paint_earlier(layout, below_text(layout, top), viewport);
    press.chip = paint_chips(layout, top, viewport, key);
    paint_reason(layout, top, viewport, key, press);
    press.right = press.hovered && layout.kind == Kind::message &&
                  ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (press.hovered && layout.kind == Kind::message) paint_moment(layout, top, viewport);
    return press;
}

std::size_t byte_at_mouse(const RowLayout& layout, float top, const MessageViewport& viewport,
                          ImVec2 mouse) {
    const float down = mouse.y - top - layout.text_top;
    if (down < 0 || layout.lines.empty()) return 0;
    if (down >= layout.text_height) return layout.lines.back().end;
    std::size_t line = static_cast<std::size_t>(down / layout.line_metrics.pitch);
    if (!layout.places.empty()) {
        const auto below = std::ranges::upper_bound(layout.places, down, {}, &LinePlace::top);
        line = static_cast<std::size_t>(
            std::max<std::ptrdiff_t>(below - layout.places.begin() - 1, 0));
    }
    line = std::min(line, layout.lines.size() - 1);
    return caret_at(layout.lines[line], mouse.x - line_left(layout, viewport, line)).byte;
}

}  // namespace indaba::ui

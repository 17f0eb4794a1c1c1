#include "imgui-client/messages/message_paint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/client/text/local_time.hpp"

namespace indaba::ui {
namespace {

using Kind = MessageLook::Kind;

Style style_of(const MessageLook& look) {
    return look.kind == Kind::presence || look.kind == Kind::note ? Style::small : Style::body;
}

float line_top(const MessageLook& look, float top, std::size_t line) {
    return top + look.text_top + static_cast<float>(line) * line_height(style_of(look));
}

// ---- above the text

void paint_day(const MessageLook& look, float top, const MessagePlace& place) {
    if (look.day.empty()) return;
    const Palette& p = palette();
    const float y = top + px(20);
    const float left = place.view.min.x + px(22), right = place.view.max.x - px(32);
    const float width = std::ceil(text_width(Style::label, look.day)) + px(28);
    const Rect pill{{std::floor((left + right - width) / 2), y - px(13)},
                    {std::floor((left + right + width) / 2), y + px(13)}};
    paint::hairline({left, y}, {pill.min.x, y}, p.hairline);
    paint::hairline({pill.max.x, y}, {right, y}, p.hairline);
    paint::frame(pill, p.hairline, px(13), std::max(1.0f, px(1)));
    paint::text_centred(pill, Style::label, p.muted, look.day);
}

void paint_unread(const MessageLook& look, float top, const MessagePlace& place) {
    if (!look.unread_line) return;
    const Palette& p = palette();
    const float y = top + (look.day.empty() ? 0 : px(38)) + px(14);
    const float right = place.view.max.x - px(32);
    const std::string words =
        place.unread == 1 ? "1 new message" : fmt::format("{} new messages", place.unread);
    paint::hairline({place.view.min.x + px(22), y}, {right - px(8), y}, p.danger);
    paint::pill(right, y, words, p.danger, p.on_danger);
}

void paint_card(const MessageLook& look, float top, const MessagePlace& place) {
    if (!look.whisper) return;
    const Palette& p = palette();
    const Rect card{{place.view.min.x + px(10), top + look.card_top},
                    {place.view.max.x - px(24), top + static_cast<float>(look.height)}};
    paint::box(card, p.whisper_surface, look.head ? px(8) : 0);
    paint::box({card.min, {card.min.x + px(3), card.max.y}}, p.whisper);
}

bool paint_head(const MessageLook& look, float top, const MessagePlace& place,
                const std::string& id) {
    if (!look.head) return false;
    const Palette& p = palette();
    const float name_top = top + look.text_top - px(24);
    const ImVec2 centre{place.view.min.x + px(42), std::floor(name_top + px(19))};
    const float radius = px(19);
    paint::avatar(centre, radius, look.author, look.name);
    const float room = place.text_width - px(60);
    const float width = paint::text_cut({place.text_left, name_top}, room, Style::strong,
                                        name_colour(look.author), look.name);
    float x = place.text_left + width + px(10);
    const float middle = name_top + font_size(Style::strong) / 2;
    if (!look.chip.empty()) {
        const float chip = std::ceil(text_width(Style::label, look.chip)) + px(18);
        if (x + chip + px(50) < place.view.max.x - px(30)) {
            const Rect pill{{x, middle - px(10)}, {x + chip, middle + px(10)}};
            paint::box(pill, p.whisper_chip, px(10));
            paint::text_centred(pill, Style::label, p.whisper_text, look.chip);
            x += chip + px(10);
        }
    }
    const bool waits = look.kind == Kind::waiting || look.kind == Kind::refused;
    if (!waits)
        paint::text({x, middle - font_size(Style::small) / 2}, Style::small, p.muted,
                    client::clock_time(look.at));
    if (!place.alive || waits) return false;
    const Rect face{{centre.x - radius, centre.y - radius}, {centre.x + radius, centre.y + radius}};
    const bool face_clicked = press_area("face" + id, face).clicked;
    return press_area("author" + id,
                      {{place.text_left, name_top}, {place.text_left + width, name_top + px(20)}})
               .clicked ||
           face_clicked;
}

// ---- the text

void paint_selection(const MessageLook& look, float top, const MessagePlace& place,
                     std::pair<std::size_t, std::size_t> selected, std::size_t index) {
    const Line& line = look.lines[index];
    if (selected.first == selected.second || selected.second <= line.begin ||
        selected.first > line.end)
        return;
    const Style style = style_of(look);
    const float from =
        x_of(look.shown, line, style, std::clamp(selected.first, line.begin, line.end));
    const float to = x_of(look.shown, line, style, std::min(selected.second, line.end));
    const float y = line_top(look, top, index);
    // A break that is selected shows as a little more.
    const float more = selected.second > line.end ? px(5) : 0;
    paint::box({{place.text_left + from, y}, {place.text_left + to + more, y + line_height(style)}},
               palette().selection);
}

struct Ink {
    Colour text, link;
};

Ink ink_of(const MessageLook& look) {
    const Palette& p = palette();
    if (look.kind == Kind::presence || look.muted) return {p.muted, p.muted};
    if (look.kind == Kind::note || look.warning)
        return {look.warning ? p.danger_text : p.muted, p.link};
    if (look.kind == Kind::waiting) return {p.muted, p.muted};
    return {p.text, p.link};
}

/// One line, with its addresses underlined; the one that was clicked.
std::string paint_line(const MessageLook& look, float y, const MessagePlace& place,
                       const std::string& id, std::size_t index) {
    const Line& line = look.lines[index];
    const Style style = style_of(look);
    const Ink ink = ink_of(look);
    const float pad = std::floor((line_height(style) - font_size(style)) / 2);
    std::string clicked;
    std::size_t at = line.begin;
    const auto piece = [&](std::size_t end, Colour colour) {
        if (end > at)
            paint::text({place.text_left + x_of(look.shown, line, style, at), y + pad}, style,
                        colour, std::string_view(look.shown).substr(at, end - at));
        at = std::max(at, end);
    };
    for (const LinkSpan& link : look.links) {
        const std::size_t begin = std::max(link.begin, line.begin),
                          end = std::min(link.end, line.end);
        if (begin >= end) continue;
        piece(begin, ink.text);
        const float left = place.text_left + x_of(look.shown, line, style, begin);
        const float right = place.text_left + x_of(look.shown, line, style, end);
        paint::hairline({left, y + pad + font_size(style) + px(1)},
                        {right, y + pad + font_size(style) + px(1)}, ink.link);
        piece(end, ink.link);
        const std::string url = look.shown.substr(link.begin, link.end - link.begin);
        if (place.alive &&
            press_area("link" + id + ":" + std::to_string(link.begin) + "." + std::to_string(index),
                       {{left, y}, {right, y + line_height(style)}})
                .clicked)
            clicked = url;
    }
    piece(line.end, ink.text);
    return clicked;
}

/// Only the lines that can be seen: an unfolded text may have thousands.
std::pair<std::size_t, std::size_t> visible_lines(const MessageLook& look, float top,
                                                  const Rect& view) {
    const float height = line_height(style_of(look)), first = top + look.text_top;
    const float begin = std::floor((view.min.y - first) / height);
    const float end = std::ceil((view.max.y - first) / height);
    const auto count = static_cast<float>(look.lines.size());
    return {static_cast<std::size_t>(std::clamp(begin, 0.0f, count)),
            static_cast<std::size_t>(std::clamp(end, 0.0f, count))};
}

// ---- below the text

float below_text(const MessageLook& look, float top) {
    return line_top(look, top, look.lines.size());
}

bool paint_fold(const MessageLook& look, float top, const MessagePlace& place,
                const std::string& id) {
    if (!look.folds()) return false;
    const std::string words = look.fold_words();
    const float y = below_text(look, top) + px(1);
    const Rect area{
        {place.text_left, y},
        {place.text_left + text_width(Style::small, words), y + line_height(Style::small)}};
    paint::text(area.min, Style::small, palette().link, words);
    return place.alive && press_area("fold" + id, area).clicked;
}

void paint_reason(const MessageLook& look, float top, const MessagePlace& place,
                  const std::string& id, MessagePress& press) {
    if (look.kind != Kind::refused) return;
    const Palette& p = palette();
    float y = below_text(look, top) + px(2);
    if (look.folds()) y += line_height(Style::small);
    for (const Line& line : look.reason_lines) {
        paint::text({place.text_left, y}, Style::small, p.danger_text,
                    std::string_view(look.reason).substr(line.begin, line.end - line.begin));
        y += line_height(Style::small);
    }
    y += px(4);
    const float edit = text_width(Style::small, "Edit and send again") + px(24);
    const float away = text_width(Style::small, "Dismiss") + px(24);
    const Rect first{{place.text_left, y}, {place.text_left + edit, y + px(28)}};
    const Rect second{{first.max.x + px(8), y}, {first.max.x + px(8) + away, y + px(28)}};
    press.edit_again = button("edit-again" + id, first, "Edit and send again", Style::small,
                              p.accent, p.on_accent);
    press.dismiss = button("dismiss" + id, second, "Dismiss", Style::small, p.chosen, p.text);
}

/// Beside the first line of an own text: what became of it.
void paint_state(const MessageLook& look, float top, const MessagePlace& place) {
    const Palette& p = palette();
    const bool waits = look.kind == Kind::waiting;
    if (!look.own) return;
    const float y = top + look.text_top + (line_height(Style::body) - font_size(Style::label)) / 2;
    const char* sign = waits                        ? icon::waiting
                       : look.kind == Kind::refused ? icon::refused
                                                    : icon::stored;
    paint::text({place.text_left - px(15), y}, Style::label,
                look.kind == Kind::refused ? p.danger_text : p.muted, sign);
    if (look.kind == Kind::said) return;
    if (!look.head) return;
    const float name = text_width(Style::strong, look.name) + px(10);
    paint::text({place.text_left + std::min(name, place.text_width - px(60)),
                 top + look.text_top - px(24) + px(2)},
                Style::small, waits ? p.muted : p.danger_text, waits ? "waiting" : "not sent");
}

void paint_presence_dot(const MessageLook& look, float top, const MessagePlace& place) {
    if (look.kind != Kind::presence && look.kind != Kind::note) return;
    const Palette& p = palette();
    const Colour colour = look.kind == Kind::note ? (look.warning ? p.danger : p.away)
                          : look.shown.find(" joined") != std::string::npos ? p.here
                                                                            : p.gone;
    paint::dot({place.view.min.x + px(42),
                std::floor(top + look.text_top + line_height(Style::small) / 2)},
               px(4), colour, p.middle);
}

std::string moment(const MessageLook& look) {
    if (look.number == 0) return client::full_time(look.at);
    return fmt::format("{} · number {}", client::full_time(look.at), look.number);
}

/// Under the mouse: the time of a line without a head, and all of time and number beside the text.
void paint_moment(const MessageLook& look, float top, const MessagePlace& place) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (!look.head) {
        const std::string time = client::clock_time(look.at);
        const float y =
            top + look.text_top + (line_height(Style::body) - font_size(Style::label)) / 2;
        paint::text({place.text_left - px(22) - text_width(Style::label, time), y}, Style::label,
                    palette().muted, time);
    }
    const bool over_head = look.head && mouse.y < top + look.text_top;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left) && (mouse.x < place.text_left || over_head))
        tooltip(moment(look));
}

}  // namespace

MessagePress paint_message(const MessageLook& look, float top, const MessagePlace& place,
                           const std::string& id, std::pair<std::size_t, std::size_t> selected,
                           bool current) {
    MessagePress press;
    const std::string key = "#" + id;
    const Rect row{{place.view.min.x, top + look.card_top},
                   {place.view.max.x - px(10), top + static_cast<float>(look.height)}};
    press.hovered = place.alive && ImGui::IsWindowHovered() && row.has(ImGui::GetIO().MousePos) &&
                    place.view.has(ImGui::GetIO().MousePos);
    if ((press.hovered || current) && !look.whisper && look.kind == Kind::said)
        paint::box(row, palette().hover);
    paint_card(look, top, place);
    if (current) paint::box({row.min, {row.min.x + px(3), row.max.y}}, palette().link);
    paint_day(look, top, place);
    paint_unread(look, top, place);
    press.author = paint_head(look, top, place, key);
    paint_presence_dot(look, top, place);
    paint_state(look, top, place);
    const auto [begin, end] = visible_lines(look, top, place.view);
    for (std::size_t line = begin; line < end; ++line) {
        paint_selection(look, top, place, selected, line);
        std::string link = paint_line(look, line_top(look, top, line), place, key, line);
        if (!link.empty()) press.link = std::move(link);
    }
    press.fold = paint_fold(look, top, place, key);
    paint_reason(look, top, place, key, press);
    press.right =
        press.hovered && look.kind == Kind::said && ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (press.hovered && look.kind == Kind::said) paint_moment(look, top, place);
    return press;
}

std::size_t byte_under(const MessageLook& look, float top, const MessagePlace& place,
                       ImVec2 mouse) {
    const float down = (mouse.y - top - look.text_top) / line_height(style_of(look));
    if (down < 0) return 0;
    const auto line = static_cast<std::size_t>(down);
    if (line >= look.lines.size()) return look.lines.empty() ? 0 : look.lines.back().end;
    return byte_at(look.shown, look.lines[line], style_of(look), mouse.x - place.text_left);
}

}  // namespace indaba::ui

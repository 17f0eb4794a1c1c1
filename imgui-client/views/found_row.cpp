#include "imgui-client/views/found_row.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "common/client/text/local_time.hpp"
#include "common/wire/bytes.hpp"
#include "imgui-client/display_text/boundaries.hpp"
#include "imgui-client/display_text/markup.hpp"

namespace indaba::ui {
namespace {

constexpr std::size_t max_graphemes_before = 24;  // graphemes before the first hit
constexpr std::size_t max_line_letters = 160;     // code points of the line
constexpr std::size_t max_source = 16'384;        // bytes of a text that are looked at
constexpr TextStyle row_style = TextStyle::small;
constexpr DisplayTextView cut_mark = ours("…");

// ---- the line

/// Returns the text with blanks for its line breaks and tabs, byte for byte.
std::string in_one_line(std::string_view text) {
    std::string line(text.substr(0, max_source));
    for (char& each : line)
        if (each == '\n' || each == '\t' || each == '\r') each = ' ';
    return line;
}

/// Returns where the line begins so that the hit at `hit` is within the first half of it.
std::size_t begin_before(DisplayTextView text, std::size_t hit, float width) {
    std::size_t begin = hit;
    for (std::size_t i = 0; i < max_graphemes_before && begin > 0; ++i)
        begin = previous_grapheme(text.view(), begin);
    const std::size_t blank = text.view().find(' ', begin);
    if (begin > 0 && blank < hit) begin = blank + 1;
    while (begin < hit && text_width(row_style, text.slice(begin, hit)) > width / 2)
        begin = next_grapheme(text.view(), begin);
    return std::min(begin, hit);
}

/// Returns the hits as bytes of what is displayed.
std::vector<ByteRange> displayed_hits(const FoundMessage& message, const MappedText& mapped) {
    std::vector<ByteRange> hits;
    for (const client::TextSpan& span : message.hits) {
        if (span.end > mapped.map.source_size()) break;
        const ByteRange hit{mapped.map.to_display(span.begin), mapped.map.to_display(span.end)};
        if (hit.begin < hit.end) hits.push_back(hit);
    }
    return hits;
}

}  // namespace

FoundLine found_line(const FoundMessage& message, float width) {
    const Markup marks = find_markup(std::string_view(message.text).substr(0, max_source));
    const MappedText mapped = display_text_with_map(in_one_line(message.text), marks.hidden);
    const std::string_view words = mapped.text.view();
    FoundLine line;
    line.hits = displayed_hits(message, mapped);
    std::size_t begin = std::min(words.find_first_not_of(' '), words.size());
    const std::size_t first = line.hits.empty() ? begin : line.hits.front().begin;
    if (first > begin && text_width(row_style, truncated(mapped.text.slice(begin, first),
                                                         max_line_letters)) > width / 2)
        begin = begin_before(mapped.text, first, width);
    begin = std::min(begin, first);
    const bool cut = begin > 0 && words.find_first_not_of(' ') < begin;
    line.text = cut ? DisplayText(cut_mark) : DisplayText();
    const std::size_t lead = line.text.size();
    const DisplayTextView whole = mapped.text.slice(begin, words.size());
    const DisplayText rest = truncated(whole, max_line_letters);
    const bool shortened = !(rest == whole);
    const std::size_t end = rest.size() - (shortened ? cut_mark.size() : 0);
    line.text += rest;
    for (ByteRange& hit : line.hits)
        hit = {lead + std::min(hit.begin - begin, end), lead + std::min(hit.end - begin, end)};
    std::erase_if(line.hits, [](const ByteRange& hit) { return hit.begin >= hit.end; });
    return line;
}

// ---- the row

namespace {

DisplayText author_of(const ViewState& view_state, const FoundMessage& message) {
    const std::string& known = view_state.model->name_of(message.author);
    const DisplayText name = display_line(known.empty() ? message.author_name : known);
    return name.empty() ? DisplayText(ours("somebody")) : name;
}

DisplayText place_of(const ViewState& view_state, const FoundMessage& message) {
    if (!message.with) return ours(" in #") + display_line(message.room);
    if (*message.with == view_state.model->me()) return ours(" in your notes");
    const std::string& known = view_state.model->name_of(*message.with);
    const DisplayText name = name_in_sentence(known.empty() ? message.with_name : known);
    const DisplayText partner = name.empty() ? DisplayText(ours("somebody")) : name;
    if (message.author == *message.with) return ours(" whispered to you");
    return ours(" whispered to ") + partner;
}

DisplayText time_of(const FoundMessage& message, WallMs now) {
    const DisplayText clock = display_line(client::clock_time(message.at));
    if (client::day_number(message.at) == client::day_number(now)) return clock;
    return display_line(client::day_in_words(message.at, now)) + ours(", ") + clock;
}

/// Draws the author, the conversation and the time.
void draw_found_heading(const ViewState& view_state, const Rect& area, const FoundMessage& message,
                        DisplayTextView author) {
    const Palette& p = palette();
    const float top = area.min.y + px(17) - font_size(row_style) / 2;
    float x = area.min.x + px(50), end = area.max.x - px(12);
    const DisplayText time = time_of(message, view_state.now.wall);
    const float width = std::ceil(text_width(row_style, time));
    if (end - width - px(8) > x + px(60)) {
        paint::text({end - width, top}, row_style, p.muted, time);
        end -= width + px(8);
    }
    x += std::ceil(paint::text_truncated({x, top}, std::max(0.0f, end - x), row_style,
                                         name_colour(message.author), author));
    if (end - x > px(40))
        paint::text_truncated({x, top}, end - x, row_style, message.with ? p.whisper : p.muted,
                              place_of(view_state, message));
}

/// Draws the text; the hits have a surface of their own.
void draw_found_words(ImVec2 at, float width, const FoundLine& found, bool chosen) {
    const HitColours colours = hit_colours(chosen);
    const auto line = truncated_line(found.text, row_style, width);
    if (width_of(*line) > width) return;  // not even the ellipsis fits
    const bool is_cut = text_width(row_style, found.text) > width;
    const std::size_t end = is_cut ? line->end - cut_mark.size() : found.text.size();
    const DisplayText shown = is_cut ? found.text.slice(0, end) + cut_mark : found.text;
    std::vector<paint::InkSpan> inks;
    for (const ByteRange& hit : found.hits) {
        const std::size_t last = std::min(hit.end, end);
        if (hit.begin >= last) continue;
        for (const auto& [left, right] : boxes_of(*line, hit.begin, last))
            paint::box({{at.x + std::floor(left) - px(1), at.y - px(1)},
                        {at.x + std::ceil(right) + px(1), at.y + font_size(row_style) + px(1)}},
                       colours.surface, px(3));
        inks.push_back({hit.begin, last, colours.text});
    }
    paint::line({at.x, std::floor(at.y) + baseline(row_style)}, row_style, palette().text, shown,
                *line, paint::Share::texts, inks);
}

std::string mark_of(const FoundMessage& message) {
    return "found:" + to_hex(message.conversation) + "/" + std::to_string(message.number);
}

}  // namespace

float found_row_height() { return px(58); }
float found_row_step() { return px(60); }
float found_text_width(float row_width) { return row_width - px(62); }

bool draw_found_row(const ViewState& view_state, const Rect& area, const FoundMessage& message,
                    const FoundLine& line, bool chosen) {
    const Palette& p = palette();
    const Press press = press_area(mark_of(message), area);
    if (chosen)
        paint::chosen(area, px(8));
    else if (press.hovered)
        paint::box(area, p.hover, px(8));
    const DisplayText author = author_of(view_state, message);
    paint::avatar({area.min.x + px(24), area.min.y + px(24)}, px(14), message.author, author);
    draw_found_heading(view_state, area, message, author);
    draw_found_words(
        {area.min.x + px(50), area.min.y + px(39) - std::floor(font_size(row_style) / 2)},
        found_text_width(area.width()), line, chosen);
    return press.clicked;
}

}  // namespace indaba::ui

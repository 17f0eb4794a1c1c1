#include "imgui-client/messages/message_paint.hpp"

#include <algorithm>
#include <cmath>

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {
namespace {

/// Calls `draw` with the left and right edge of each emphasized part of a line.
template <class Draw>
void each_emphasized(const RowLayout& layout, const Line& line, bool Emphasis::*kind,
                     const Draw& draw) {
    for (const EmphasisSpan& span : within(layout.emphasis, line)) {
        if (!(span.how.*kind)) continue;
        for (const auto& [left, right] : boxes_of(line, span.begin, span.end)) draw(left, right);
    }
}

bool is_in_code_block(const RowLayout& layout, const Line& line) {
    return std::ranges::any_of(layout.blocks, [&](const TextBlock& block) {
        return block.kind == MarkedBlock::Kind::code && block.begin <= line.begin &&
               line.begin <= block.end;
    });
}

}  // namespace

bool paint_quote(const RowLayout& layout, float top, const MessageViewport& viewport,
                 const std::string& id) {
    if (!layout.quote) return false;
    const Palette& p = palette();
    const float y = top + layout.quote_top, left = viewport.text_left;
    paint::box({{left, y}, {left + px(3), y + px(20)}}, name_colour(layout.quote->author), px(1));
    const float width = paint::text_truncated(
        {left + px(12), y + (px(20) - font_size(TextStyle::small)) / 2},
        viewport.text_width - px(24), TextStyle::small, p.muted, layout.quote->words);
    if (!viewport.interactive) return false;
    const Rect area{{left, y}, {left + px(12) + width, y + px(20)}};
    return press_area("quote" + id, area).clicked && compat::clicked_in_place(px(4));
}

std::optional<std::size_t> paint_blocks(const RowLayout& layout, float top,
                                        const MessageViewport& viewport, const std::string& id) {
    const Palette& p = palette();
    std::optional<std::size_t> copied;
    const float left = viewport.text_left, right = left + viewport.text_width;
    for (std::size_t i = 0; i < layout.blocks.size(); ++i) {
        const TextBlock& block = layout.blocks[i];
        const float y = top + layout.text_top;
        if (y + block.top > viewport.view.max.y || y + block.bottom < viewport.view.min.y) continue;
        if (block.kind == MarkedBlock::Kind::quote) {
            paint::box({{left, y + block.top}, {left + px(3), y + block.bottom}}, p.scrollbar,
                       px(1));
            continue;
        }
        paint::box({{left, y + block.top}, {right, y + block.bottom}}, p.code_block, px(8));
        const float line = y + block.top + (code_head_height() - font_size(TextStyle::small)) / 2;
        const float copy = text_width(TextStyle::small, ours("Copy"));
        paint::text_truncated({left + px(12), line}, viewport.text_width - copy - px(48),
                              TextStyle::small, p.muted,
                              block.language.empty() ? DisplayText(ours("code")) : block.language);
        paint::text({right - px(12) - copy, line}, TextStyle::small, p.link, ours("Copy"));
        const Rect area{{right - px(20) - copy, y + block.top},
                        {right - px(4), y + block.top + code_head_height()}};
        if (viewport.interactive && press_area("copy" + id + ":" + std::to_string(i), area).clicked)
            copied = i;
    }
    return copied;
}

void paint_emphasis_behind(const RowLayout& layout, const Line& line, ImVec2 pen) {
    const float y = pen.y - baseline(layout.style());
    for (const ByteRange& name : within(layout.mentions, line)) {
        for (const auto& [left, right] : boxes_of(line, name.begin, name.end))
            paint::box({{pen.x + left - px(1), y},
                        {pen.x + right + px(1), y + font_size(layout.style()) + px(1)}},
                       palette().mention_name, px(4));
    }
    if (layout.emphasis.empty() || is_in_code_block(layout, line)) return;
    each_emphasized(layout, line, &Emphasis::code, [&](float left, float right) {
        paint::box({{pen.x + left - px(2), y},
                    {pen.x + right + px(2), y + font_size(layout.style()) + px(1)}},
                   palette().code_inline, px(4));
    });
}

void paint_hits_behind(const RowLayout& layout, const Line& line, ImVec2 pen, bool chosen) {
    const float y = pen.y - baseline(layout.style()) - px(1);
    const float height = font_size(layout.style()) + px(2);
    for (const ByteRange& hit : within(layout.hits, line))
        for (const auto& [left, right] : boxes_of(line, hit.begin, hit.end))
            paint::box({{pen.x + std::floor(left) - px(1), y},
                        {pen.x + std::ceil(right) + px(1), y + height}},
                       hit_colours(chosen).surface, px(3));
}

void paint_emphasis_over(const RowLayout& layout, const Line& line, ImVec2 pen, Colour colour) {
    if (layout.emphasis.empty()) return;
    const float y = pen.y - std::round(font_size(layout.style()) * 0.24f);
    each_emphasized(layout, line, &Emphasis::struck, [&](float left, float right) {
        paint::hairline({pen.x + left, y}, {pen.x + right, y}, colour);
    });
}

void paint_earlier(const RowLayout& layout, float y, const MessageViewport& viewport) {
    if (layout.earlier.empty()) return;
    if (layout.folds()) y += line_height(TextStyle::small);
    paint::lines({viewport.text_left, y + px(2)}, TextStyle::small, palette().muted, layout.earlier,
                 layout.earlier_lines);
}

std::optional<std::size_t> paint_chips(const RowLayout& layout, float top,
                                       const MessageViewport& viewport, const std::string& id) {
    const Palette& p = palette();
    std::optional<std::size_t> clicked;
    for (std::size_t i = 0; i < layout.chips.size(); ++i) {
        const ReactionChip& chip = layout.chips[i];
        const ImVec2 corner{viewport.text_left + chip.left, top + chip.top};
        const Rect area{corner, {corner.x + chip.width, corner.y + chip_height()}};
        paint::box(area, chip.own ? p.picked : p.field, chip_height() / 2);
        paint::frame(area, chip.own ? p.link : p.hairline, chip_height() / 2,
                     std::max(1.0f, px(1)));
        paint::text_centred(area, TextStyle::small, p.text, chip.words);
        if (!viewport.interactive) continue;
        const Press press = press_area("chip" + id + ":" + std::to_string(i), area);
        if (press.hovered) tooltip(chip.people);
        if (press.clicked) clicked = i;
    }
    return clicked;
}

}  // namespace indaba::ui

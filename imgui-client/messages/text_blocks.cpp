#include "imgui-client/messages/text_blocks.hpp"

#include <algorithm>

#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

using BlockKind = MarkedBlock::Kind;

float code_padding() { return px(12); }
float indent(BlockKind kind) { return kind == BlockKind::code ? code_padding() : px(14); }
float outside(BlockKind kind) { return kind == BlockKind::code ? px(6) : px(2); }
float above(BlockKind kind) { return kind == BlockKind::code ? code_head_height() : 0; }
float below(BlockKind kind) { return kind == BlockKind::code ? code_padding() : 0; }

}  // namespace

float code_head_height() { return px(30); }

std::vector<NarrowSpan> narrowed(std::span<const MarkedBlock> blocks) {
    std::vector<NarrowSpan> spans;
    for (const MarkedBlock& block : blocks) {
        const float by = block.kind == BlockKind::code ? 2 * code_padding() : indent(block.kind);
        spans.push_back({static_cast<std::uint32_t>(block.begin),
                         static_cast<std::uint32_t>(block.end + 1), narrower_by(by)});
    }
    return spans;
}

PlacedLines place_lines(const Lines& lines, float pitch, std::span<const MarkedBlock> blocks) {
    PlacedLines placed;
    float y = 0;
    bool is_open = false;
    const auto close = [&] {
        if (!is_open) return;
        is_open = false;
        TextBlock& block = placed.blocks.back();
        block.bottom = y += below(block.kind);
        y += outside(block.kind);
        blocks = blocks.subspan(1);
    };
    for (const Line& line : lines) {
        if (!blocks.empty() && blocks.front().end < line.begin) close();
        if (!is_open && !blocks.empty() && blocks.front().begin <= line.begin) {
            const MarkedBlock& block = blocks.front();
            is_open = true;
            y += outside(block.kind);
            placed.blocks.push_back(
                {block.kind, y, 0, block.begin, block.end, display_line(block.language)});
            y += above(block.kind);
        }
        placed.places.push_back({y, is_open ? indent(placed.blocks.back().kind) : 0});
        y += pitch;
    }
    close();
    placed.height = y;
    return placed;
}

}  // namespace indaba::ui

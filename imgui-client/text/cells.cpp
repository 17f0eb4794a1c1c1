#include "imgui-client/text/cells.hpp"

#include <algorithm>

namespace indaba::ui {
namespace {

/// The glyphs of one cluster, from `x` on.
struct Cluster {
    std::uint32_t begin = 0;
    std::int32_t x = 0, width = 0;
};

/// Returns the clusters in logical order.
std::vector<Cluster> clusters_of(std::span<const Glyph> glyphs, const GlyphPart& part) {
    std::vector<Cluster> clusters;
    std::int32_t x = part.x;
    for (const Glyph& glyph : glyphs) {
        if (clusters.empty() || clusters.back().begin != glyph.cluster)
            clusters.push_back({glyph.cluster, x, 0});
        clusters.back().width += glyph.advance;
        x += glyph.advance;
    }
    if (part.right_to_left) std::ranges::reverse(clusters);
    return clusters;
}

void widen(Cell& cell, std::int32_t x0, std::int32_t x1) {
    const bool is_empty = cell.x0 == cell.x1;
    cell.x0 = is_empty ? x0 : std::min(cell.x0, x0);
    cell.x1 = is_empty ? x1 : std::max(cell.x1, x1);
}

void append_cluster(std::vector<Cell>& cells, const Cluster& cluster, std::uint32_t end,
                    bool right_to_left, const std::vector<std::uint8_t>& begins) {
    const auto begins_grapheme = [&](std::uint32_t byte) {
        return (begins[byte] & ShapedText::grapheme) != 0;
    };
    std::int32_t count = 0;
    for (std::uint32_t byte = cluster.begin; byte < end; ++byte)
        count += begins_grapheme(byte) ? 1 : 0;
    const std::int32_t width = std::max(cluster.width, 0), parts = std::max(count, 1);
    const auto edge = [&](std::int64_t place) {
        return cluster.x + static_cast<std::int32_t>(width * place / parts);
    };
    std::int32_t number = 0;
    for (std::uint32_t byte = cluster.begin; byte < end; ++byte) {
        if (!begins_grapheme(byte) && !cells.empty()) {
            cells.back().end = byte + 1;
            continue;
        }
        const std::int32_t place = right_to_left ? std::max(parts - 1 - number, 0) : number;
        cells.push_back({byte, byte + 1, edge(place), edge(place + 1), right_to_left});
        ++number;
    }
    if (count == 0) widen(cells.back(), cluster.x, cluster.x + width);
}

}  // namespace

void append_cells(std::vector<Cell>& cells, std::span<const Glyph> glyphs, const GlyphPart& part,
                  const std::vector<std::uint8_t>& begins) {
    std::vector<Cluster> clusters = clusters_of(glyphs, part);
    // A font may delete glyphs; the part has its bytes all the same.
    if (clusters.empty()) clusters.push_back({part.begin, part.x, 0});
    clusters.front().begin = part.begin;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        const std::uint32_t end = i + 1 < clusters.size() ? clusters[i + 1].begin : part.end;
        append_cluster(cells, clusters[i], end, part.right_to_left, begins);
    }
}

std::vector<Cell> visual_cells(std::vector<Cell> logical) {
    std::vector<Cell> cells;
    for (Cell& cell : logical) {
        const bool last_is_empty = !cells.empty() && cells.back().x0 == cells.back().x1;
        if (last_is_empty) {  // only at the line's begin
            cell.begin = cells.back().begin;
            cells.back() = cell;
        } else if (!cells.empty() && cell.x0 == cell.x1) {
            cells.back().end = cell.end;
        } else {
            cells.push_back(cell);
        }
    }
    std::ranges::stable_sort(cells, {}, &Cell::x0);
    return cells;
}

}  // namespace indaba::ui

#include "imgui-client/widgets/glyph_paint.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace indaba::ui::paint {
namespace {

/// So many glyphs need fewer vertices than 16-bit indices count.
constexpr std::size_t max_glyphs_per_reserve = 8192;

/// ImGui's id of a texture is a pointer before 1.92, and a number from then on.
template <class Id>
Id texture_id(std::uintptr_t number) {
    if constexpr (std::is_pointer_v<Id>)
        return reinterpret_cast<Id>(number);
    else
        return static_cast<Id>(number);
}

/// Draws a glyph, or nothing, into room that was reserved for it.
bool draw_glyph(ImDrawList& list, ImVec2 pen, const PlacedGlyph& glyph, int em, Share share,
                Colour colour) {
    constexpr float units = 64;
    const Pen place = pen_at(glyph.face, em, pen.x + static_cast<float>(glyph.x) / units);
    const CachedGlyph* picture = glyph_cache().get(share, glyph.face, glyph.id, em, place.phase);
    if (!picture || picture->width == 0) return false;
    const float left = static_cast<float>(place.pixel + picture->left);
    const float top =
        pen.y - std::round(static_cast<float>(glyph.y) / units) - static_cast<float>(picture->top);
    const float wide = 1.0f / static_cast<float>(GlyphCache::width());
    const float high = 1.0f / static_cast<float>(glyph_cache().height());
    const auto at = [&](int dx, int dy) {
        return ImVec2(static_cast<float>(picture->x + dx) * wide,
                      static_cast<float>(picture->y + dy) * high);
    };
    list.PrimRectUV(
        {left, top},
        {left + static_cast<float>(picture->width), top + static_cast<float>(picture->height)},
        at(0, 0), at(picture->width, picture->height),
        picture->coloured ? colour | IM_COL32(255, 255, 255, 0) : colour);
    return true;
}

}  // namespace

Colour Ink::of(std::size_t byte) const {
    for (const InkSpan& span : spans)
        if (byte >= span.begin && byte < span.end) return span.colour;
    return colour;
}

void draw_glyphs(ImDrawList& list, ImVec2 pen, const Line& line, int em, Share share,
                 const Ink& ink) {
    list.PushTextureID(texture_id<ImTextureID>(glyph_texture()));
    const std::span<const PlacedGlyph> all(line.glyphs);
    for (std::size_t first = 0; first < all.size(); first += max_glyphs_per_reserve) {
        const auto part = all.subspan(first, std::min(max_glyphs_per_reserve, all.size() - first));
        const auto count = static_cast<int>(part.size());
        list.PrimReserve(count * 6, count * 4);
        int unused = 0;
        for (const PlacedGlyph& glyph : part)
            if (!draw_glyph(list, pen, glyph, em, share, ink.of(glyph.cluster))) ++unused;
        list.PrimUnreserve(unused * 6, unused * 4);
    }
    list.PopTextureID();
}

}  // namespace indaba::ui::paint

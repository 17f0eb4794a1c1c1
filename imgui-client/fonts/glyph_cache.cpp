#include "imgui-client/fonts/glyph_cache.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <new>
#include <utility>

namespace indaba::ui {
namespace {

/// At this em and above, in 1/64 pixels, phases differ by less than is seen.
constexpr int first_em_without_phases = 24 * 64;
/// Shelf heights are multiples, so that glyphs of about one height share a shelf.
constexpr int shelf_step = 4;
/// Work per frame, some 4 ms for texts and 4 for names: an outline takes 6-25 µs, an emoji 150-240.
constexpr int budget_per_frame = 250;
constexpr int cost_of_outline = 1, cost_of_emoji = 14;
/// A frame that begins with an empty share may draw a screenful at once: a moment's stutter is seen
/// less than text that vanishes.
constexpr int budget_after_emptying = 4 * budget_per_frame;
constexpr int frames_between_emptying = 20;

bool has_phases(const FontFace* face, int em) {
    return face && face->source().has_phases && em < first_em_without_phases;
}

/// The pixels [begin, end) of each row that belong to a share.
struct Column {
    int begin, end;
};
constexpr Column column_of(GlyphCache::Share share) {
    return share == GlyphCache::Share::names ? Column{0, 384} : Column{384, GlyphCache::width()};
}

}  // namespace

std::size_t GlyphCache::Hash::operator()(const Key& key) const {
    return std::hash<std::uint64_t>()((key.glyph * 0x9E3779B97F4A7C15u) ^ key.size);
}

Pen pen_at(const FontFace* face, int em, float x) {
    if (!has_phases(face, em)) return {static_cast<int>(std::lround(x)), 0};
    static_assert(GlyphPainter::phases == 4);
    const int quarters = static_cast<int>(std::floor(x * 4 + 0.5f));
    return {quarters >> 2, quarters & 3};
}

GlyphCache::GlyphCache(int first_height, int max_height)
    : height_(std::min(first_height, max_height)),
      max_height_(max_height),
      wanted_height_(height_),
      pixels_(blank_pixels(height_)) {
    begin_frame();
}

void GlyphCache::Free::operator()(std::uint32_t* pixels) const { std::free(pixels); }

/// Returns transparent pixels. calloc's take no memory until they are drawn on.
GlyphCache::Pixels GlyphCache::blank_pixels(int height) {
    const auto count = static_cast<std::size_t>(width()) * static_cast<std::size_t>(height);
    Pixels pixels(static_cast<std::uint32_t*>(std::calloc(count, sizeof(std::uint32_t))));
    if (!pixels) throw std::bad_alloc();
    return pixels;
}

std::span<const std::uint32_t> GlyphCache::pixels() const {
    return {pixels_.get(), static_cast<std::size_t>(width()) * static_cast<std::size_t>(height_)};
}

int GlyphCache::used_rows() const { return std::max(states_[0].next_y, states_[1].next_y); }

void GlyphCache::begin_frame() {
    for (const Share share : {Share::names, Share::texts}) {
        ShareState& own = state(share);
        own.budget = budget_per_frame;
        if (own.frames_to_keep > 0) --own.frames_to_keep;
        if (own.is_full && own.misses && own.frames_to_keep == 0 && can_hold(own)) empty(share);
        own.misses = false;
        own.asked = 0;
    }
    if (wanted_height_ == height_) return;
    height_ = wanted_height_;
    Pixels grown = blank_pixels(height_);
    std::copy(pixel(0, 0), pixel(0, used_rows()), grown.get());
    pixels_ = std::move(grown);
    was_resized_ = true;
}

/// Returns whether the share can have the glyphs that were asked for in this frame, as far as is
/// known: those that filled it right after it was emptied for them do not fit.
bool GlyphCache::can_hold(const ShareState& share) {
    return !share.is_full || share.asked != share.emptied_for;
}

bool GlyphCache::needs_frame() const {
    return std::ranges::any_of(
        states_, [](const ShareState& share) { return share.misses && can_hold(share); });
}

void GlyphCache::empty(Share share) {
    ShareState fresh;
    fresh.budget = budget_after_emptying;
    fresh.frames_to_keep = frames_between_emptying;
    fresh.emptied_for = state(share).asked;
    state(share) = std::move(fresh);
}

void GlyphCache::clear() {
    for (ShareState& share : states_) {
        share = {};
        share.budget = budget_after_emptying;
    }
}

/// Returns a shelf of the share with room for a glyph: one of its height, else a new one, else any
/// that is high enough; null when there is none in this frame.
GlyphCache::Shelf* GlyphCache::shelf_for(Share share, int width, int height) {
    ShareState& own = state(share);
    const Column column = column_of(share);
    const int wanted = (height + shelf_step) / shelf_step * shelf_step;
    const auto find = [&](int max_wanted) -> Shelf* {
        for (Shelf& shelf : own.shelves)
            if (shelf.height >= wanted && shelf.height <= max_wanted &&
                shelf.next_x + width < column.end)
                return &shelf;
        return nullptr;
    };
    if (Shelf* shelf = find(wanted)) return shelf;
    if (own.next_y + wanted <= height_) {
        own.shelves.push_back({own.next_y, wanted, column.begin});
        own.next_y += wanted;
        return &own.shelves.back();
    }
    if (Shelf* shelf = find(max_height_)) return shelf;
    // Within a frame the texture must keep its size: coordinates were already made of it.
    if (height_ < max_height_)
        wanted_height_ = std::min(2 * height_, max_height_);
    else
        own.is_full = true;
    return nullptr;
}

CachedGlyph* GlyphCache::add(Share share, const Key& key, const GlyphPicture& picture) {
    CachedGlyph glyph{
        0, 0, picture.width, picture.height, picture.left, picture.top, picture.coloured};
    const Column column = column_of(share);
    if (picture.width >= column.end - column.begin || picture.height >= max_height_)
        glyph.width = glyph.height = 0;  // too large for any place
    if (glyph.width > 0) {
        Shelf* shelf = shelf_for(share, picture.width, picture.height);
        if (!shelf) return nullptr;
        glyph.x = shelf->next_x;
        glyph.y = shelf->y;
        shelf->next_x += picture.width + 1;
        // One empty column and row beside it, where another glyph may have been.
        auto from = picture.pixels.begin();
        for (int y = 0; y <= picture.height && y < shelf->height; ++y) {
            std::fill_n(pixel(glyph.x, glyph.y + y), picture.width + 1, 0u);
            if (y == picture.height) break;
            std::copy_n(from, picture.width, pixel(glyph.x, glyph.y + y));
            from += picture.width;
        }
        changed_.push_back(
            {glyph.x, glyph.y, picture.width + 1, std::min(picture.height + 1, shelf->height)});
    }
    return &(state(share).glyphs[key] = glyph);
}

const CachedGlyph* GlyphCache::get(Share share, const FontFace* face, std::uint32_t glyph, int em,
                                   int phase) {
    if (!has_phases(face, em)) phase = 0;
    const auto number = static_cast<std::uint64_t>(face && glyph != 0 ? face->number() + 1 : 0);
    const Key key{number << 32 | glyph,
                  static_cast<std::uint64_t>(em) << 8 | static_cast<std::uint64_t>(phase)};
    state(share).asked += Hash()(key);
    const auto known = state(share).glyphs.find(key);
    if (known != state(share).glyphs.end()) return &known->second;
    if (share == Share::texts) {  // what a name has shown need not be drawn again
        const auto of_name = state(Share::names).glyphs.find(key);
        if (of_name != state(Share::names).glyphs.end()) return &of_name->second;
    }
    const CachedGlyph* added = nullptr;
    if (state(share).budget > 0 && !state(share).is_full) {
        const bool is_emoji = face && face->source().coloured;
        state(share).budget -= is_emoji ? cost_of_emoji : cost_of_outline;
        added = add(share, key, painter_.draw(face, glyph, em, phase));
    }
    if (!added) state(share).misses = true;
    return added;
}

void GlyphCache::upload(GlyphTexture& texture) {
    if (was_resized_) {
        texture.resize(width(), height_);
        changed_.assign(1, {0, 0, width(), used_rows()});
    }
    for (const Rectangle& area : changed_)
        texture.update(area.x, area.y, area.width, area.height, pixel(area.x, area.y), width());
    was_resized_ = false;
    changed_.clear();
}

}  // namespace indaba::ui

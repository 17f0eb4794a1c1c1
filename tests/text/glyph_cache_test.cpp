#include "imgui-client/fonts/glyph_cache.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/text/torture.hpp"

using namespace indaba::ui;
using namespace indaba::test;

namespace {

constexpr auto name_share = GlyphCache::Share::names, text_share = GlyphCache::Share::texts;
const int body = font_request(TextStyle::body).em;

/// A renderer that keeps what it was sent.
struct KeptTexture : GlyphTexture {
    void resize(int new_width, int new_height) override {
        width = new_width;
        pixels.assign(static_cast<std::size_t>(new_width * new_height), 0);
        ++resized;
    }
    void update(int x, int y, int columns, int rows, const std::uint32_t* from, int row) override {
        for (int line = 0; line < rows; ++line)
            std::copy_n(from + line * row, columns, pixels.begin() + (y + line) * width + x);
        ++updated;
    }
    int width = 0, resized = 0, updated = 0;
    std::vector<std::uint32_t> pixels;
};

FontFace& face_of(std::string_view text) { return *shaping().shape(text).runs.front().face; }
std::uint32_t glyph_of(std::string_view text) { return shaping().shape(text).glyphs.front().id; }

std::vector<std::uint32_t> pixels_of(const GlyphCache& cache,
                                     const std::vector<CachedGlyph>& glyphs) {
    std::vector<std::uint32_t> pixels;
    for (const CachedGlyph& glyph : glyphs)
        for (int y = 0; y < glyph.height; ++y) {
            const auto row = cache.pixels().begin() + (glyph.y + y) * GlyphCache::width() + glyph.x;
            pixels.insert(pixels.end(), row, row + glyph.width);
        }
    return pixels;
}

/// Returns the sum of the opacity of a glyph's pixels.
long ink(const GlyphCache& cache, const CachedGlyph& glyph) {
    long sum = 0;
    for (const std::uint32_t pixel : pixels_of(cache, {glyph})) sum += pixel >> 24;
    return sum;
}

/// Asks for glyphs of the text face until one is missing; returns how many there were.
int fill(GlyphCache& cache, GlyphCache::Share share, int em) {
    int count = 0;
    for (std::uint32_t glyph = 1; glyph < 2000; ++glyph, ++count)
        if (!cache.get(share, &face_of("a"), glyph, em, 0)) break;
    return count;
}

}  // namespace

TEST_CASE("a glyph has ink, lies in the texture and is found again at its place") {
    GlyphCache cache;
    for (const char* text : {"A", "g", "é", "ж", "漢", "😀", "न", "م"}) {
        const CachedGlyph* drawn = cache.get(text_share, &face_of(text), glyph_of(text), body, 0);
        REQUIRE(drawn);
        CHECK_MESSAGE(ink(cache, *drawn) > 0, text);
        CHECK(drawn->x + drawn->width < GlyphCache::width());
        CHECK(drawn->y + drawn->height <= cache.height());
        CHECK(drawn->top > 0);
        CHECK(cache.get(text_share, &face_of(text), glyph_of(text), body, 0) == drawn);
    }
    CHECK_FALSE(cache.needs_frame());
}

TEST_CASE("phases move the ink by quarters of a pixel; emoji and ideographs have none") {
    GlyphCache cache;
    const CachedGlyph at_pixel = *cache.get(text_share, &face_of("l"), glyph_of("l"), body, 0);
    const CachedGlyph between = *cache.get(text_share, &face_of("l"), glyph_of("l"), body, 2);
    CHECK(std::pair(at_pixel.x, at_pixel.y) != std::pair(between.x, between.y));
    for (const char* text : {"😀", "漢"})
        CHECK(cache.get(text_share, &face_of(text), glyph_of(text), body, 0) ==
              cache.get(text_share, &face_of(text), glyph_of(text), body, 3));
}

TEST_CASE(
    "a pen stands at the nearest quarter, for large and coloured glyphs at the nearest pixel") {
    const auto at = [](std::string_view text, int em, float x) {
        const Pen pen = pen_at(&face_of(text), em, x);
        return std::pair(pen.pixel, pen.phase);
    };
    CHECK(at("a", body, 7.0f) == std::pair(7, 0));
    CHECK(at("a", body, 7.3f) == std::pair(7, 1));
    CHECK(at("a", body, 7.9f) == std::pair(8, 0));
    CHECK(at("a", body, -0.5f) == std::pair(-1, 2));
    CHECK(at("a", body * 2, 7.6f) == std::pair(8, 0));
    CHECK(at("漢", body, 7.6f) == std::pair(8, 0));
    CHECK(at("😀", body, 7.4f) == std::pair(7, 0));
}

TEST_CASE("an emoji keeps its colours, is about as wide as its advance and is not premultiplied") {
    GlyphCache cache;
    const ShapedText shaped = shaping().shape("😀");
    if (!shaped.runs.front().face || !shaped.runs.front().face->source().coloured) return;
    const CachedGlyph emoji =
        *cache.get(text_share, shaped.runs.front().face, shaped.glyphs.front().id, body, 0);
    CHECK(emoji.coloured);
    CHECK_FALSE(cache.get(text_share, &face_of("a"), glyph_of("a"), body, 0)->coloured);
    const int advance = shaped.glyphs.front().advance / 64;
    CHECK(emoji.width <= advance + 1);
    CHECK(emoji.width >= advance - 3);
    const std::vector<std::uint32_t> pixels = pixels_of(cache, {emoji});
    const bool has_clear_bright_pixel = std::ranges::any_of(pixels, [](std::uint32_t pixel) {
        return (pixel >> 24) < 200 && (pixel & 0xFF) > (pixel >> 24);
    });
    CHECK(has_clear_bright_pixel);
}

TEST_CASE("what no face has is a box, one for all") {
    GlyphCache cache;
    const CachedGlyph* box = cache.get(text_share, nullptr, 0, body, 0);
    REQUIRE(box);
    CHECK(ink(cache, *box) > 0);
    CHECK(cache.get(text_share, &face_of("a"), 0, body, 0) == box);
}

TEST_CASE("a space has no ink and takes no room") {
    GlyphCache cache;
    const CachedGlyph* space =
        cache.get(text_share, &face_of("a b"), shaping().shape("a b").glyphs[1].id, body, 0);
    REQUIRE(space);
    CHECK(space->width == 0);
}

TEST_CASE("a frame draws a part of many new glyphs, the next frames the others") {
    GlyphCache cache;
    const int first = fill(cache, text_share, body);
    CHECK(first >= 100);
    CHECK(first < 1000);
    CHECK(cache.needs_frame());
    cache.begin_frame();
    CHECK_FALSE(cache.needs_frame());
    CHECK(fill(cache, text_share, body) > first);
}

TEST_CASE("a text cannot delay, evict or move the glyphs of names") {
    GlyphCache cache(512, 512);
    const auto name_glyph = [&cache](std::uint32_t number) {
        return cache.get(name_share, &face_of("a"), 30 + number, body, 0);
    };
    std::vector<CachedGlyph> first;
    for (std::uint32_t number = 0; number < 40; ++number) first.push_back(*name_glyph(number));
    const std::vector<std::uint32_t> pixels = pixels_of(cache, first);
    int filled = 0, late = 0;
    for (int frame = 0; frame < 140; ++frame) {
        cache.begin_frame();
        // A glyph that comes after the share was full is there when the share was emptied.
        if (frame > 10 && cache.get(text_share, &face_of("a"), 1900, body * 2, 0)) ++late;
        filled = std::max(filled, fill(cache, text_share, body * 2));
        CHECK(name_glyph(40u + static_cast<std::uint32_t>(frame % 60)));  // a new name
        for (std::uint32_t number = 40; number-- > 0;) {
            const CachedGlyph* again = name_glyph(number);
            REQUIRE(again);
            CHECK(std::pair(again->x, again->y) == std::pair(first[number].x, first[number].y));
        }
        CHECK(pixels_of(cache, first) == pixels);
    }
    CHECK(filled < 1800);
    CHECK(late > 0);
    CHECK(late < 129);
}

TEST_CASE("a name finds room also in the frame in which texts have filled the texture") {
    GlyphCache cache(256);
    bool has_grown = false;
    for (std::uint32_t frame = 0; frame < 20; ++frame) {
        cache.begin_frame();
        fill(cache, text_share, body * 3);
        CHECK(cache.get(name_share, &face_of("a"), 30, body + static_cast<int>(frame) * 64, 0));
        has_grown = has_grown || cache.height() > 256;
    }
    CHECK(has_grown);
}

TEST_CASE("an emptied share has room for glyphs of any height") {
    GlyphCache cache(512, 512);
    for (int frame = 0; frame < 8; ++frame) {
        cache.begin_frame();
        fill(cache, text_share, body);
    }
    int drawn = 0;
    for (int frame = 0; frame < 80; ++frame) {
        cache.begin_frame();
        if (cache.get(text_share, &face_of("a"), glyph_of("a"), body * 10, 0)) ++drawn;
    }
    CHECK(drawn > 0);
}

TEST_CASE("a screen with more glyphs than there is room for asks for frames for a moment only") {
    GlyphCache cache(512, 512);
    int asked = 0;
    for (int frame = 0; frame < 50; ++frame) {
        cache.begin_frame();
        fill(cache, text_share, body * 2);
        asked += cache.needs_frame() ? 1 : 0;
    }
    CHECK(asked > 2);
    CHECK(asked < 20);
}

TEST_CASE(
    "whatever filled the texture before, a screen with room is complete when no frame follows") {
    GlyphCache cache(512, 512);
    for (int screen = 2; screen < 12; ++screen) {  // as when somebody scrolls fast
        cache.begin_frame();
        fill(cache, text_share, body * screen / 2);
    }
    bool is_complete = false;
    int frames = 0;
    do {
        cache.begin_frame();
        is_complete = true;
        for (std::uint32_t glyph = 100; glyph < 140; ++glyph)
            is_complete &= cache.get(text_share, &face_of("a"), glyph, body * 2, 0) != nullptr;
    } while (cache.needs_frame() && ++frames < 100);
    CHECK(is_complete);
    CHECK(frames < 60);
}

TEST_CASE("a glyph that only texts have is drawn once more for a name, and then serves both") {
    GlyphCache cache;
    const CachedGlyph text = *cache.get(text_share, &face_of("A"), glyph_of("A"), body, 0);
    const CachedGlyph name = *cache.get(name_share, &face_of("A"), glyph_of("A"), body, 0);
    CHECK(std::pair(text.x, text.y) != std::pair(name.x, name.y));
    const CachedGlyph* first = cache.get(name_share, &face_of("B"), glyph_of("B"), body, 0);
    CHECK(cache.get(text_share, &face_of("B"), glyph_of("B"), body, 0) == first);
}

TEST_CASE("glyphs never overlap, and stay where they are until the next frame") {
    GlyphCache cache(512, 512);
    for (int frame = 0; frame < 12; ++frame) {
        cache.begin_frame();
        std::vector<CachedGlyph> drawn;
        for (const int em : {body, body * 2, body * 3})
            for (std::uint32_t glyph = 1; glyph < 200; ++glyph)
                if (const CachedGlyph* found = cache.get(text_share, &face_of("a"), glyph, em, 0))
                    if (found->width > 0) drawn.push_back(*found);
        std::set<std::pair<int, int>> taken;
        for (const CachedGlyph& glyph : drawn)
            for (int y = 0; y < glyph.height; ++y)
                for (int x = 0; x < glyph.width; x += std::max(glyph.width - 1, 1))
                    CHECK(taken.emplace(glyph.x + x, glyph.y + y).second);
    }
}

TEST_CASE("the texture grows between frames and has what the cache has after each upload") {
    GlyphCache cache(256);
    KeptTexture texture;
    cache.upload(texture);
    CHECK(texture.resized == 1);
    const int first_height = cache.height();
    for (int frame = 0; frame < 20; ++frame) {
        cache.begin_frame();
        const int height = cache.height();
        fill(cache, text_share, body * 3);
        CHECK(cache.height() == height);
        cache.upload(texture);
        CHECK(std::ranges::equal(texture.pixels, cache.pixels()));
    }
    CHECK(cache.height() > first_height);
    CHECK(texture.resized > 1);
    CHECK(texture.updated > 100);
    const int updated = texture.updated;
    cache.upload(texture);
    CHECK(texture.updated == updated);
}

TEST_CASE("a cleared cache draws again") {
    GlyphCache cache;
    CHECK(cache.get(text_share, &face_of("a"), glyph_of("a"), body, 0));
    cache.clear();
    CHECK(cache.get(text_share, &face_of("a"), glyph_of("a"), body * 2, 0));
}

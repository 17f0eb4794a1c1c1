#pragma once
/// The pictures of glyphs in one texture that grows, keyed by face, glyph, size and phase. Drawing
/// asks for a glyph's place in pixels and makes its texture coordinates of that and of the size of
/// the texture in this frame. Main thread only; the renderer's calls are behind GlyphTexture.
///
/// Glyphs of names (and our own words) and of peers' texts have shares of their own: a column of
/// the texture each, and work per frame. A full share is emptied alone, at the begin of a frame,
/// and a name takes a copy of a glyph that only texts have. So no text can evict, delay or spoil
/// what names need.
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "imgui-client/fonts/glyph_painter.hpp"

namespace indaba::ui {

/// The renderer's side of the texture. Pixels are 0xAABBGGRR.
class GlyphTexture {
 public:
    virtual ~GlyphTexture() = default;
    /// Makes the texture anew under the same id; what is needed of it is sent after that.
    virtual void resize(int width, int height) = 0;
    /// Replaces a rectangle; a row of `first` has `pixels_per_row`.
    virtual void update(int x, int y, int width, int height, const std::uint32_t* first,
                        int pixels_per_row) = 0;
};

/// A glyph's rectangle in the texture, and its place beside the pen.
struct CachedGlyph {
    int x = 0, y = 0, width = 0, height = 0;  // no width: nothing is drawn
    int left = 0, top = 0;                    // as in GlyphPicture
    bool coloured = false;
};

/// A place of the pen: a whole pixel, and quarters of one after it.
struct Pen {
    int pixel = 0, phase = 0;
};
/// Returns the pen for a glyph of `face` at `x` pixels. Glyphs that are large, coloured or
/// ideographs stand on whole pixels, where nothing else could be seen.
Pen pen_at(const FontFace* face, int em, float x);

class GlyphCache {
 public:
    enum class Share { names, texts };

    /// `first_height` has room for a first screen: 1024 at scale 1.
    explicit GlyphCache(int first_height = 1024, int max_height = 4096);

    /// Begins a frame: renews the budgets, grows the texture, empties a share that was full, but at
    /// most once in some frames, and not again for a screen that filled all of it.
    void begin_frame();
    /// Returns a glyph, which stays where it is until the next frame; null when there is neither
    /// room nor budget for it in this frame. Then nothing is drawn, and another frame is needed.
    const CachedGlyph* get(Share share, const FontFace* face, std::uint32_t glyph, int em,
                           int phase);
    /// Returns whether a glyph was missing since the frame began that another frame can bring.
    bool needs_frame() const;
    /// Empties the cache, for another scale of the window.
    void clear();
    /// Sends what has changed; call it before rendering.
    void upload(GlyphTexture& texture);

    static constexpr int width() { return 1024; }
    int height() const { return height_; }
    std::span<const std::uint32_t> pixels() const;

 private:
    struct Shelf {
        int y, height, next_x;
    };
    struct Key {
        std::uint64_t glyph, size;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    struct ShareState {
        std::unordered_map<Key, CachedGlyph, Hash> glyphs;
        std::vector<Shelf> shelves;
        int next_y = 0, budget = 0;
        bool is_full = false;
        int frames_to_keep = 0;  // before it may be emptied again
        bool misses = false;     // a glyph of this frame
        // The sums of the keys that this frame has asked for, and that the frame had for which the
        // share was emptied: where they are equal and it is full again, it cannot hold them.
        std::uint64_t asked = 0, emptied_for = 0;
    };
    struct Rectangle {
        int x, y, width, height;
    };

    struct Free {
        void operator()(std::uint32_t* pixels) const;
    };
    using Pixels = std::unique_ptr<std::uint32_t[], Free>;

    static Pixels blank_pixels(int height);
    std::uint32_t* pixel(std::ptrdiff_t x, std::ptrdiff_t y) {
        return pixels_.get() + y * width() + x;
    }
    int used_rows() const;
    ShareState& state(Share share) { return states_[static_cast<std::size_t>(share)]; }
    Shelf* shelf_for(Share share, int width, int height);
    static bool can_hold(const ShareState& share);
    void empty(Share share);
    CachedGlyph* add(Share share, const Key& key, const GlyphPicture& picture);

    GlyphPainter painter_;
    int height_, max_height_, wanted_height_;
    Pixels pixels_;
    std::array<ShareState, 2> states_;
    std::vector<Rectangle> changed_;
    bool was_resized_ = true;
};

}  // namespace indaba::ui

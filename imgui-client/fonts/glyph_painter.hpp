#pragma once
/// Draws glyphs with FreeType, over the bytes that HarfBuzz has open. A face is opened here when
/// its first glyph is drawn, since most faces of a text that is only measured never are. Used by
/// the glyph cache. Main thread only.
#include <cstdint>
#include <memory>
#include <vector>

#include "imgui-client/fonts/font_face.hpp"

namespace indaba::ui {

/// The pixels of one glyph and their place: `left` from the pen, `top` above the baseline.
struct GlyphPicture {
    int left = 0, top = 0;
    int width = 0, height = 0;
    bool coloured = false;              // not to be tinted by the text's colour
    std::vector<std::uint32_t> pixels;  // 0xAABBGGRR with straight alpha, rows from the top
};

class GlyphPainter {
 public:
    /// Horizontal places of a glyph between two pixels.
    static constexpr int phases = 4;

    GlyphPainter();
    ~GlyphPainter();
    GlyphPainter(const GlyphPainter&) = delete;
    GlyphPainter& operator=(const GlyphPainter&) = delete;

    /// Returns the picture of a glyph that begins `phase` quarters of a pixel after the pen's.
    /// Glyph 0, and any glyph without a face, is a box: what fonts have for it is loud.
    GlyphPicture draw(const FontFace* face, std::uint32_t glyph, int em, int phase);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

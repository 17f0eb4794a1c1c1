#pragma once
/// The texture of the glyphs in OpenGL. The window owns it; a context must be current.
#include "imgui-client/fonts/glyph_cache.hpp"

namespace indaba::ui {

class GlGlyphTexture : public GlyphTexture {
 public:
    GlGlyphTexture() = default;
    ~GlGlyphTexture() override;
    GlGlyphTexture(const GlGlyphTexture&) = delete;
    GlGlyphTexture& operator=(const GlGlyphTexture&) = delete;

    void resize(int width, int height) override;
    void update(int x, int y, int width, int height, const std::uint32_t* first,
                int pixels_per_row) override;
    /// Returns OpenGL's number of the texture, which is made at the first call.
    unsigned number();

 private:
    unsigned number_ = 0;
};

}  // namespace indaba::ui

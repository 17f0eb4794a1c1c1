#include "imgui-client/platform/gl_glyph_texture.hpp"

#include <GLFW/glfw3.h>

namespace indaba::ui {
namespace {

constexpr GLint clamp_to_edge = 0x812F;  // of OpenGL 1.2; Windows' header ends at 1.1

}  // namespace

GlGlyphTexture::~GlGlyphTexture() {
    if (number_ != 0) glDeleteTextures(1, &number_);
}

unsigned GlGlyphTexture::number() {
    if (number_ == 0) glGenTextures(1, &number_);
    return number_;
}

void GlGlyphTexture::resize(int width, int height) {
    glBindTexture(GL_TEXTURE_2D, number());
    // Glyphs are drawn on whole pixels, at their own size.
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, clamp_to_edge);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, clamp_to_edge);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
}

void GlGlyphTexture::update(int x, int y, int width, int height, const std::uint32_t* first,
                            int pixels_per_row) {
    glBindTexture(GL_TEXTURE_2D, number());
    glPixelStorei(GL_UNPACK_ROW_LENGTH, pixels_per_row);
    glTexSubImage2D(GL_TEXTURE_2D, 0, x, y, width, height, GL_RGBA, GL_UNSIGNED_BYTE, first);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

}  // namespace indaba::ui

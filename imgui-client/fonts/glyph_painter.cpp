#include "imgui-client/fonts/glyph_painter.hpp"

#include <ft2build.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <unordered_map>

#include FT_FREETYPE_H
#include FT_OUTLINE_H

namespace indaba::ui {
namespace {

struct DoneFace {
    void operator()(FT_Face face) const { FT_Done_Face(face); }
};
using PaintedFace = std::unique_ptr<FT_FaceRec, DoneFace>;

/// Larger pictures than this are not drawn: no font of ours has them.
constexpr int max_side = 1024;

int whole(float value) { return static_cast<int>(std::lround(value)); }

std::uint32_t rgba(std::uint32_t red, std::uint32_t green, std::uint32_t blue,
                   std::uint32_t alpha) {
    return red | (green << 8) | (blue << 16) | (alpha << 24);
}

/// Returns the bytes of a row; a pixel has 1 byte, or 4 when it has a colour.
const unsigned char* row_of(const FT_Bitmap& bitmap, std::ptrdiff_t y) {
    return bitmap.buffer + y * bitmap.pitch;
}

/// Returns the mean of the bitmap's pixels [x0, x1) × [y0, y1), whose colours FreeType has
/// multiplied by their opacity.
std::uint32_t mean_of(const FT_Bitmap& bitmap, std::ptrdiff_t x0, std::ptrdiff_t x1,
                      std::ptrdiff_t y0, std::ptrdiff_t y1) {
    std::uint32_t blue = 0, green = 0, red = 0, alpha = 0;
    for (std::ptrdiff_t y = y0; y < y1; ++y)
        for (std::ptrdiff_t x = x0; x < x1; ++x) {
            const unsigned char* pixel = row_of(bitmap, y) + 4 * x;
            blue += pixel[0];
            green += pixel[1];
            red += pixel[2];
            alpha += pixel[3];
        }
    if (alpha == 0) return 0;
    const auto straight = [alpha](std::uint32_t sum) { return std::min(255u, sum * 255 / alpha); };
    const auto count = static_cast<std::uint32_t>((x1 - x0) * (y1 - y0));
    return rgba(straight(red), straight(green), straight(blue), alpha / count);
}

/// Fills the picture, whose size is set, from a bitmap of colours.
void scale_colours(const FT_Bitmap& bitmap, GlyphPicture& picture) {
    const auto edge = [](int place, int places, unsigned size) {
        return static_cast<int>(static_cast<unsigned>(place) * size /
                                static_cast<unsigned>(places));
    };
    picture.coloured = true;
    for (int y = 0; y < picture.height; ++y) {
        const int y0 = edge(y, picture.height, bitmap.rows);
        const int y1 = std::max(y0 + 1, edge(y + 1, picture.height, bitmap.rows));
        for (int x = 0; x < picture.width; ++x) {
            const int x0 = edge(x, picture.width, bitmap.width);
            const int x1 = std::max(x0 + 1, edge(x + 1, picture.width, bitmap.width));
            picture.pixels.push_back(mean_of(bitmap, x0, x1, y0, y1));
        }
    }
}

void copy_coverage(const FT_Bitmap& bitmap, GlyphPicture& picture) {
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            picture.pixels.push_back(rgba(255, 255, 255, row_of(bitmap, y)[x]));
}

/// Returns the picture of the face's current glyph, scaled from a strike.
GlyphPicture picture_of(FT_GlyphSlot slot, float scale) {
    const FT_Bitmap& bitmap = slot->bitmap;
    GlyphPicture picture;
    picture.left = whole(static_cast<float>(slot->bitmap_left) * scale);
    picture.top = whole(static_cast<float>(slot->bitmap_top) * scale);
    picture.width = whole(static_cast<float>(bitmap.width) * scale);
    picture.height = whole(static_cast<float>(bitmap.rows) * scale);
    const int larger = std::max(picture.width, picture.height);
    if (std::min(picture.width, picture.height) > 0 && larger <= max_side) {
        if (bitmap.pixel_mode == FT_PIXEL_MODE_BGRA) scale_colours(bitmap, picture);
        if (bitmap.pixel_mode == FT_PIXEL_MODE_GRAY) copy_coverage(bitmap, picture);
    }
    if (picture.pixels.empty()) picture.width = picture.height = 0;
    return picture;
}

/// Selects the size of an outline, or the largest strike. Returns the factor from the strike.
float choose_size_of(FT_Face face, int em) {
    if (FT_IS_SCALABLE(face) || face->num_fixed_sizes == 0) {
        FT_Set_Char_Size(face, 0, em, 0, 0);
        return 1;
    }
    const FT_Bitmap_Size* sizes = face->available_sizes;
    const FT_Bitmap_Size* largest =
        std::max_element(sizes, sizes + face->num_fixed_sizes,
                         [](const FT_Bitmap_Size& one, const FT_Bitmap_Size& other) {
                             return one.y_ppem < other.y_ppem;
                         });
    FT_Select_Size(face, static_cast<FT_Int>(largest - sizes));
    return static_cast<float>(em) / static_cast<float>(std::max<FT_Pos>(largest->y_ppem, 64));
}

GlyphPicture box_picture(int em) {
    GlyphPicture picture;
    picture.width = std::max(em * 9 / 20 / 64, 3);
    picture.height = picture.top = std::max(em * 14 / 20 / 64, 4);
    picture.left = 1;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const bool edge = x == 0 || y == 0 || x + 1 == picture.width || y + 1 == picture.height;
            picture.pixels.push_back(rgba(255, 255, 255, edge ? 160 : 0));
        }
    return picture;
}

}  // namespace

struct GlyphPainter::State {
    FT_Library library = nullptr;
    std::unordered_map<const FontFace*, PaintedFace> faces;

    FT_Face open(const FontFace& face) {
        const auto [place, is_new] = faces.try_emplace(&face);
        if (is_new) {
            FT_Face opened = nullptr;
            const std::string_view bytes = face.bytes();
            FT_New_Memory_Face(library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                               static_cast<FT_Long>(bytes.size()),
                               static_cast<FT_Long>(face.source().index), &opened);
            place->second.reset(opened);
        }
        return place->second.get();
    }
};

GlyphPainter::GlyphPainter() : state_(std::make_unique<State>()) {
    FT_Init_FreeType(&state_->library);
}

GlyphPainter::~GlyphPainter() {
    state_->faces.clear();
    FT_Done_FreeType(state_->library);
}

GlyphPicture GlyphPainter::draw(const FontFace* face, std::uint32_t glyph, int em, int phase) {
    if (!face || glyph == 0) return box_picture(em);
    const FT_Face drawn = state_->open(*face);
    if (!drawn) return box_picture(em);
    const float scale = choose_size_of(drawn, face->em_of(em));
    // Light hinting makes horizontals sharp and moves nothing sideways. Only emoji are bitmaps.
    const FT_Int32 source = face->source().coloured ? FT_LOAD_COLOR : FT_LOAD_NO_BITMAP;
    if (FT_Load_Glyph(drawn, glyph, FT_LOAD_TARGET_LIGHT | source) != 0) return {};
    FT_GlyphSlot slot = drawn->glyph;
    if (slot->format == FT_GLYPH_FORMAT_OUTLINE) {
        FT_Matrix slant{0x10000, 0x3366, 0, 0x10000};  // as FreeType's own oblique
        if (face->source().slanted) FT_Outline_Transform(&slot->outline, &slant);
        FT_Outline_Translate(&slot->outline, phase * 64 / phases, 0);
    }
    if (FT_Render_Glyph(slot, FT_RENDER_MODE_LIGHT) != 0) return {};
    return picture_of(slot, scale);
}

}  // namespace indaba::ui

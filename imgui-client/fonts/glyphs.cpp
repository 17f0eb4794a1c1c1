#include "imgui-client/fonts/glyphs.hpp"

#include <ft2build.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include FT_FREETYPE_H
#include FT_ADVANCES_H

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/fonts/font_files.hpp"

namespace indaba::ui {
namespace {

using font_files::Names;

// ---- characters

bool is_icon(char32_t character) { return character >= 0xF000 && character <= 0xF2FF; }

/// Returns whether the coloured glyph of `character` is preferred: true for emoji.
bool is_pictorial(char32_t character) {
    return character >= 0x1F000 || (character >= 0x2300 && character <= 0x23FF) ||
           (character >= 0x2600 && character <= 0x27BF) ||
           (character >= 0x2B00 && character <= 0x2BFF);
}

/// Returns whether `character` has neither bitmap nor width. Only the keyboard enters such
/// characters: in texts of peers they are escaped.
bool is_invisible(char32_t character) {
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0xAD ||
           (character >= 0x200B && character <= 0x200F) ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x206F) ||
           (character >= 0xFE00 && character <= 0xFE0F) || character == 0xFEFF;
}

// ---- faces

struct CloseFace {
    void operator()(FT_Face face) const { FT_Done_Face(face); }
};
using OpenFace = std::unique_ptr<FT_FaceRec, CloseFace>;

/// Inter's ascender and descender together are 1.21 of its em; a capital stands in the middle of
/// that height when the baseline is at four fifths.
constexpr float em_of_height = 1 / 1.2102f;
constexpr float baseline_of_height = 0.8f;
/// Emoji are a little higher than letters, or their faces could not be seen.
constexpr float emoji_of_height = 1.05f;

constexpr FT_Int32 load_flags = FT_LOAD_TARGET_LIGHT | FT_LOAD_COLOR;

int rounded(float value) { return static_cast<int>(std::lround(value)); }

bool is_strike(FT_Face face) { return FT_HAS_COLOR(face) && face->num_fixed_sizes > 0; }

/// Selects the largest size of a bitmap font.
void choose_strike(FT_Face face) {
    int best = 0;
    for (int i = 1; i < face->num_fixed_sizes; ++i)
        if (face->available_sizes[i].height > face->available_sizes[best].height) best = i;
    FT_Select_Size(face, best);
}

/// Selects the size at which an icon fills the line's height, and text has the em of that height.
void choose_size(FT_Face face, int height, bool icon) {
    if (is_strike(face)) return;  // selected when the file was opened
    FT_Size_RequestRec request{};
    request.type = icon ? FT_SIZE_REQUEST_TYPE_REAL_DIM : FT_SIZE_REQUEST_TYPE_NOMINAL;
    request.height = std::lround(static_cast<float>(height) * (icon ? 1 : em_of_height) * 64);
    FT_Request_Size(face, &request);
}

// ---- bitmaps

std::uint32_t pack(std::uint32_t red, std::uint32_t green, std::uint32_t blue,
                   std::uint32_t alpha) {
    return red | (green << 8) | (blue << 16) | (alpha << 24);
}

/// Appends white pixels with the glyph's coverage as alpha.
void copy_grey(const FT_Bitmap& bitmap, GlyphBitmap& glyph_bitmap) {
    for (unsigned y = 0; y < bitmap.rows; ++y) {
        const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        for (unsigned x = 0; x < bitmap.width; ++x)
            glyph_bitmap.pixels.push_back(pack(255, 255, 255, row[x]));
    }
}

void copy_mono(const FT_Bitmap& bitmap, GlyphBitmap& glyph_bitmap) {
    for (unsigned y = 0; y < bitmap.rows; ++y) {
        const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        for (unsigned x = 0; x < bitmap.width; ++x)
            glyph_bitmap.pixels.push_back(
                pack(255, 255, 255, (row[x / 8] >> (7 - x % 8)) & 1 ? 255 : 0));
    }
}

/// Returns the mean of the pixels that fall into one, weighed by their opacity, with which FreeType
/// has multiplied the colours already.
std::uint32_t mean(const FT_Bitmap& bitmap, unsigned left, unsigned right, unsigned top,
                   unsigned bottom) {
    std::uint32_t blue = 0, green = 0, red = 0, alpha = 0;
    for (unsigned y = top; y < bottom; ++y) {
        const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        for (unsigned x = left; x < right; ++x) {
            blue += row[4 * x];
            green += row[4 * x + 1];
            red += row[4 * x + 2];
            alpha += row[4 * x + 3];
        }
    }
    if (alpha == 0) return 0;
    const auto share = [&](std::uint32_t sum) {
        return std::min(255u, static_cast<std::uint32_t>(std::uint64_t{sum} * 255 / alpha));
    };
    return pack(share(red), share(green), share(blue), alpha / ((right - left) * (bottom - top)));
}

/// Box-filtered to the bitmap's size.
void copy_coloured(const FT_Bitmap& bitmap, GlyphBitmap& glyph_bitmap) {
    const auto source = [](int index, int count, unsigned size) {
        return static_cast<unsigned>(index) * size / static_cast<unsigned>(count);
    };
    glyph_bitmap.coloured = true;
    for (int y = 0; y < glyph_bitmap.height; ++y) {
        const unsigned top = source(y, glyph_bitmap.height, bitmap.rows);
        const unsigned bottom = std::max(top + 1, source(y + 1, glyph_bitmap.height, bitmap.rows));
        for (int x = 0; x < glyph_bitmap.width; ++x) {
            const unsigned left = source(x, glyph_bitmap.width, bitmap.width);
            const unsigned right =
                std::max(left + 1, source(x + 1, glyph_bitmap.width, bitmap.width));
            glyph_bitmap.pixels.push_back(mean(bitmap, left, right, top, bottom));
        }
    }
}

/// Returns the factor from a bitmap of the emoji font to pixels on the screen.
float strike_scale(FT_Face face, int height) {
    return static_cast<float>(height) * emoji_of_height * 64 /
           static_cast<float>(face->size->metrics.height);
}

GlyphBitmap bitmap_of_strike(FT_Face face, int height) {
    const FT_Bitmap& bitmap = face->glyph->bitmap;
    const float scale = strike_scale(face, height);
    GlyphBitmap glyph_bitmap;
    glyph_bitmap.width = rounded(static_cast<float>(bitmap.width) * scale);
    glyph_bitmap.height = rounded(static_cast<float>(bitmap.rows) * scale);
    glyph_bitmap.top =
        static_cast<int>(std::floor(static_cast<float>(height - glyph_bitmap.height) / 2));
    return glyph_bitmap;
}

GlyphBitmap bitmap_of_outline(FT_Face face, int baseline) {
    const FT_GlyphSlot glyph = face->glyph;
    GlyphBitmap glyph_bitmap;
    glyph_bitmap.left = glyph->bitmap_left;
    glyph_bitmap.top = baseline - glyph->bitmap_top;
    glyph_bitmap.width = static_cast<int>(glyph->bitmap.width);
    glyph_bitmap.height = static_cast<int>(glyph->bitmap.rows);
    return glyph_bitmap;
}

void copy_pixels(const FT_Bitmap& bitmap, GlyphBitmap& glyph_bitmap) {
    glyph_bitmap.pixels.reserve(static_cast<std::size_t>(glyph_bitmap.width * glyph_bitmap.height));
    if (bitmap.pixel_mode == FT_PIXEL_MODE_BGRA)
        copy_coloured(bitmap, glyph_bitmap);
    else if (bitmap.pixel_mode == FT_PIXEL_MODE_GRAY)
        copy_grey(bitmap, glyph_bitmap);
    else if (bitmap.pixel_mode == FT_PIXEL_MODE_MONO)
        copy_mono(bitmap, glyph_bitmap);
    else
        glyph_bitmap.width = glyph_bitmap.height = 0;
}

}  // namespace

struct FontSet::State {
    FT_Library library = nullptr;
    std::map<std::string_view, OpenFace> faces;  // null: searched and not found

    struct Found {
        FT_Face face = nullptr;
        FT_UInt glyph = 0;
    };

    FT_Face open(std::string_view file);
    FT_Face first_of(Names names);
    Found find(char32_t character, Weight weight);
};

FT_Face FontSet::State::open(std::string_view file) {
    const auto [entry, is_new] = faces.try_emplace(file);
    if (!is_new) return entry->second.get();
    for (const std::string_view directory : font_files::directories) {
        const std::filesystem::path path = std::filesystem::path(directory) / file;
        std::error_code error;
        if (!std::filesystem::is_regular_file(path, error)) continue;
        FT_Face face = nullptr;
        if (FT_New_Face(library, path.string().c_str(), font_files::face_in(file), &face) != 0)
            continue;
        entry->second.reset(face);
        if (is_strike(face)) choose_strike(face);
        break;
    }
    return entry->second.get();
}

FT_Face FontSet::State::first_of(Names names) {
    for (const std::string_view name : names)
        if (FT_Face face = open(name)) return face;
    return nullptr;
}

/// Searches the emoji font, the text font, the font of the character's script, then all others.
FontSet::State::Found FontSet::State::find(char32_t character, Weight weight) {
    const auto w = static_cast<std::size_t>(weight);
    const std::string_view script = font_files::of_script(character);
    const std::array anywhere{is_pictorial(character) ? Names(font_files::emoji) : Names(),
                              font_files::text[w],
                              font_files::wide[w],
                              script.empty() ? Names() : Names(&script, 1),
                              Names(font_files::symbols),
                              Names(font_files::more_symbols),
                              Names(font_files::math),
                              font_files::cjk[w],
                              Names(font_files::emoji),
                              Names(font_files::dejavu)};
    const std::array as_icon{Names(font_files::icons)};
    for (const Names names : is_icon(character) ? std::span<const Names>(as_icon) : anywhere) {
        FT_Face face = first_of(names);
        const FT_UInt glyph = face ? FT_Get_Char_Index(face, character) : 0;
        if (glyph != 0) return {face, glyph};
    }
    return {};
}

FontSet::FontSet() : state_(std::make_unique<State>()) { FT_Init_FreeType(&state_->library); }

FontSet::~FontSet() {
    state_->faces.clear();
    FT_Done_FreeType(state_->library);
}

bool FontSet::has_text() const { return state_->first_of(font_files::text.front()) != nullptr; }

std::optional<int> FontSet::advance(char32_t character, Weight weight, int height) {
    if (is_invisible(character)) return 0;
    const auto [face, glyph] = state_->find(character, weight);
    if (!face) return std::nullopt;
    if (is_combining_mark(character)) return 0;
    choose_size(face, height, is_icon(character));
    FT_Fixed advance = 0;
    if (is_strike(face))
        return rounded(static_cast<float>(face->size->metrics.max_advance) / 64 *
                       strike_scale(face, height));
    FT_Get_Advance(face, glyph, FT_LOAD_TARGET_LIGHT, &advance);
    return static_cast<int>((advance + 0x8000) >> 16);
}

std::optional<GlyphBitmap> FontSet::draw(char32_t character, Weight weight, int height) {
    if (is_invisible(character)) return GlyphBitmap{};
    const auto [face, glyph] = state_->find(character, weight);
    if (!face) return std::nullopt;
    choose_size(face, height, is_icon(character));
    if (FT_Load_Glyph(face, glyph, load_flags) != 0 ||
        FT_Render_Glyph(face->glyph, FT_RENDER_MODE_LIGHT) != 0)
        return std::nullopt;
    const float baseline = is_icon(character)
                               ? static_cast<float>(face->size->metrics.ascender) / 64
                               : static_cast<float>(height) * baseline_of_height;
    GlyphBitmap glyph_bitmap = is_strike(face) ? bitmap_of_strike(face, height)
                                               : bitmap_of_outline(face, rounded(baseline));
    copy_pixels(face->glyph->bitmap, glyph_bitmap);
    // Some fonts draw a mark after the pen; it must lie over the character before it.
    if (is_combining_mark(character))
        glyph_bitmap.left -= static_cast<int>(face->glyph->advance.x >> 6);
    return glyph_bitmap;
}

}  // namespace indaba::ui

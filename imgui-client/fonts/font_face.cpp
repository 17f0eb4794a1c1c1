#include "imgui-client/fonts/font_face.hpp"

#include <hb-ot.h>
#include <hb.h>

#include <cmath>

#include "imgui-client/fonts/font_file.hpp"

namespace indaba::ui {
namespace {

/// Sizes change with the window's scale only.
constexpr std::size_t max_sizes = 16;

}  // namespace

void FontFace::Free::operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
void FontFace::Free::operator()(hb_face_t* face) const { hb_face_destroy(face); }
void FontFace::Free::operator()(hb_font_t* font) const { hb_font_destroy(font); }

FontFace::FontFace(FaceSource source, std::uint16_t number)
    : source_(std::move(source)),
      number_(number),
      blob_(map_font_file(source_.file)),
      face_(hb_face_create(blob_.get(), source_.index & 0xFFFF)) {}
FontFace::~FontFace() = default;

std::unique_ptr<FontFace> FontFace::open(FaceSource source, std::uint16_t number) {
    std::unique_ptr<FontFace> face(new FontFace(std::move(source), number));
    if (hb_face_get_glyph_count(face->face_.get()) == 0) return nullptr;
    return face;
}

std::string_view FontFace::bytes() const {
    unsigned length = 0;
    const char* data = hb_blob_get_data(blob_.get(), &length);
    return {data, length};
}

bool FontFace::has(char32_t character) {
    hb_codepoint_t glyph = 0;
    hb_font_t* any_size = fonts_.empty() ? at(64) : fonts_.front().second.get();
    return hb_font_get_nominal_glyph(any_size, character, &glyph) != 0;
}

int FontFace::em_of(int em) const {
    return static_cast<int>(std::lround(static_cast<float>(em) * source_.scale));
}

hb_font_t* FontFace::at(int em) {
    for (const auto& [size, font] : fonts_)
        if (size == em) return font.get();
    if (fonts_.size() == max_sizes) fonts_.erase(fonts_.begin());
    std::unique_ptr<hb_font_t, Free> font(hb_font_create(face_.get()));
    hb_font_set_scale(font.get(), em_of(em), em_of(em));
    if (const unsigned instance = source_.index >> 16)
        hb_font_set_var_named_instance(font.get(), instance - 1);
    fonts_.emplace_back(em, std::move(font));
    return fonts_.back().second.get();
}

std::pair<int, int> FontFace::extents(int em) {
    hb_font_extents_t extents{};
    hb_font_get_h_extents(at(em), &extents);
    return {extents.ascender, -extents.descender};
}

}  // namespace indaba::ui

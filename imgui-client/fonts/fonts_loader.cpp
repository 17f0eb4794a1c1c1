/// Glyphs for Dear ImGui from 1.92 on: ImGui asks a loader for each glyph when it is first drawn,
/// and passes it to the renderer itself.
#include "imgui-client/fonts/font_styles.hpp"

#if IMGUI_VERSION_NUM >= 19200

#include <algorithm>
#include <optional>
#include <vector>

#include "imgui-client/style/theme.hpp"
#include "imgui_internal.h"

namespace indaba::ui {
namespace {

constexpr float unknown = -1;

struct Face {
    ImFont* font = nullptr;
    int height = 0;
    std::vector<float> advances;  // by character; unknown: not measured yet
};
std::array<Face, style_count> faces;

Face& face(TextStyle style) { return faces[static_cast<std::size_t>(style)]; }

/// Returns the style of a source: FontNo holds it, where other loaders keep a font's index in a
/// file.
const StyleMetrics& metrics_of(const ImFontConfig& source) { return style_metrics[source.FontNo]; }

bool contains(ImFontAtlas*, ImFontConfig* source, ImWchar character) {
    const StyleMetrics& metrics = metrics_of(*source);
    return font_set()
        .advance(drawn_code_point(character), metrics.weight, static_cast<int>(source->SizePixels))
        .has_value();
}

bool begin(ImFontAtlas*, ImFontConfig*, ImFontBaked* baked, void*) {
    baked->Ascent = baked->Size;  // a glyph's y counts from the line's upper edge
    baked->Descent = 0;
    return true;
}

void put(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked,
         const GlyphBitmap& glyph_bitmap, ImFontGlyph& glyph) {
    const float density = baked->RasterizerDensity;
    const ImFontAtlasRectId id =
        ImFontAtlasPackAddRect(atlas, glyph_bitmap.width, glyph_bitmap.height);
    if (id == ImFontAtlasRectId_Invalid) return;  // the atlas is full: the glyph stays empty
    const auto units = [&](int pixels) { return static_cast<float>(pixels) / density; };
    glyph.X0 = units(glyph_bitmap.left);
    glyph.Y0 = units(glyph_bitmap.top);
    glyph.X1 = units(glyph_bitmap.left + glyph_bitmap.width);
    glyph.Y1 = units(glyph_bitmap.top + glyph_bitmap.height);
    glyph.Visible = 1;
    glyph.Colored = glyph_bitmap.coloured ? 1 : 0;
    glyph.PackId = id;
    ImFontAtlasBakedSetFontGlyphBitmap(
        atlas, baked, source, &glyph, ImFontAtlasPackGetRect(atlas, id),
        reinterpret_cast<const unsigned char*>(glyph_bitmap.pixels.data()), ImTextureFormat_RGBA32,
        glyph_bitmap.width * 4);
}

bool load(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar character,
          ImFontGlyph* glyph, float* only_advance) {
    const Weight weight = metrics_of(*source).weight;
    const int height = static_cast<int>(baked->Size * baked->RasterizerDensity);
    const char32_t meant = drawn_code_point(character);
    const std::optional<int> advance = font_set().advance(meant, weight, height);
    if (!advance) return false;
    const float units = static_cast<float>(*advance) / baked->RasterizerDensity;
    if (only_advance) {
        *only_advance = units;
        return true;
    }
    const std::optional<GlyphBitmap> glyph_bitmap = font_set().draw(meant, weight, height);
    if (!glyph_bitmap) return false;
    glyph->Codepoint = character;
    glyph->AdvanceX = units;
    if (!glyph_bitmap->pixels.empty()) put(atlas, source, baked, *glyph_bitmap, *glyph);
    return true;
}

const ImFontLoader& loader() {
    static const ImFontLoader ours = [] {
        ImFontLoader made;
        made.Name = "Indaba";
        made.FontSrcContainsGlyph = contains;
        made.FontBakedInit = begin;
        made.FontBakedLoadGlyph = load;
        return made;
    }();
    return ours;
}

/// Adds the font of a style; without a font file for text, ImGui's own font with our glyphs merged.
ImFont* add(std::size_t style, int height) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    ImFontConfig config;
    config.SizePixels = static_cast<float>(height);
    config.FontNo = static_cast<ImU32>(style);
    config.FontLoader = &loader();
    if (!font_set().has_text()) {
        ImFontConfig base;
        base.SizePixels = config.SizePixels;
        atlas.AddFontDefault(&base);
        config.MergeMode = true;
    }
    return atlas.AddFont(&config);
}

std::optional<float> measured(TextStyle style, char32_t character) {
    const Face& entry = face(style);
    const auto ours =
        font_set().advance(drawn_code_point(character), metrics(style).weight, entry.height);
    if (ours) return static_cast<float>(*ours);
    if (font_set().has_text()) return std::nullopt;
    ImFontBaked& baked = *entry.font->GetFontBaked(static_cast<float>(entry.height), 1);
    return baked.GetCharAdvance(static_cast<ImWchar>(character));
}

}  // namespace

void load_fonts() {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
    for (std::size_t i = 0; i < style_count; ++i) {
        const int height = static_cast<int>(px(style_metrics[i].height));
        faces[i] = {add(i, height), height, std::vector<float>(character_count, unknown)};
    }
    ImGui::GetIO().FontDefault = font(TextStyle::body);
}

ImFont* font(TextStyle style) { return face(style).font; }
float font_size(TextStyle style) { return static_cast<float>(face(style).height); }

float advance(TextStyle style, char32_t character) {
    const char32_t unit = character < character_count ? character : replacement;
    float& known = face(style).advances[unit];
    if (known == unknown) {
        std::optional<float> found = measured(style, unit);
        for (const char32_t other : {replacement, U'?', U' '})
            if (!found) found = measured(style, other);
        known = found.value_or(0);
    }
    return known;
}

void ensure_glyphs(TextStyle, DisplayTextView) {}
void upload_new_glyphs(Upload) {}

}  // namespace indaba::ui

#endif

/// Glyphs for Dear ImGui 1.86 to 1.91: drawn into spare room of its atlas on first use.
#include "imgui-client/fonts/font_styles.hpp"

#if IMGUI_VERSION_NUM < 19200

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "imgui-client/style/theme.hpp"

namespace indaba::ui {
namespace {

constexpr auto no_glyph = static_cast<ImWchar>(-1);  // as ImGui writes it

/// A rectangle of the atlas, in pixels.
struct Area {
    int x = 0, y = 0, width = 0, height = 0;
};

/// Packs glyphs into the free part of the atlas, in rows of about equal height, with one empty
/// pixel between two glyphs.
class ShelfPacker {
 public:
    ShelfPacker() = default;
    explicit ShelfPacker(const Area& whole) : whole_(whole), next_y_(whole.y) {}
    bool could_ever_hold(int width, int height) const {
        return width < whole_.width && height + row_step < whole_.height;
    }
    std::optional<Area> pack(int width, int height) {
        for (Row& row : rows_)
            if (height < row.height && height + row_step >= row.height &&
                row.next_x + width < whole_.x + whole_.width)
                return put(row, width, height);
        const int row_height = (height / row_step + 1) * row_step;
        if (!could_ever_hold(width, height) || next_y_ + row_height > whole_.y + whole_.height)
            return std::nullopt;
        rows_.push_back({next_y_, row_height, whole_.x});
        next_y_ += row_height;
        return put(rows_.back(), width, height);
    }

 private:
    static constexpr int row_step = 4;
    struct Row {
        int y, height, next_x;
    };
    static Area put(Row& row, int width, int height) {
        const Area area{row.next_x, row.y, width, height};
        row.next_x += width + 1;
        return area;
    }

    Area whole_;
    std::vector<Row> rows_;
    int next_y_ = 0;
};

/// The font of one style in ImGui's atlas.
struct Face {
    ImFont* font = nullptr;
    int height = 0;
    int first_glyphs = 0;  // glyphs that stay when the atlas is emptied
    std::bitset<character_count> measured, ready;
};

/// The state of the atlas of ImGui's context; load_fonts() resets it.
struct AtlasState {
    std::array<Face, style_count> faces;
    ShelfPacker shelves, shelves_at_first;
    std::vector<Area> dirty;
    std::optional<int> full_in;  // the frame in which a glyph did not fit
};
AtlasState atlas_state;

Face& face(TextStyle style) { return atlas_state.faces[static_cast<std::size_t>(style)]; }

void measure(TextStyle style, char32_t character) {
    Face& entry = face(style);
    entry.measured.set(character);
    const auto advance =
        font_set().advance(drawn_code_point(character), metrics(style).weight, entry.height);
    if (advance)
        entry.font->IndexAdvanceX[static_cast<int>(character)] = static_cast<float>(*advance);
}

std::uint32_t* pixel(int x, int y) {
    const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    return atlas.TexPixelsRGBA32 + static_cast<std::ptrdiff_t>(y) * atlas.TexWidth + x;
}

/// Copies the bitmap into the atlas and clears the pixels right of it and below, where another
/// glyph may have been.
void copy(const GlyphBitmap& glyph_bitmap, const Area& area) {
    const std::uint32_t* from = glyph_bitmap.pixels.data();
    for (int y = 0; y < area.height; ++y, from += area.width) {
        std::copy_n(from, area.width, pixel(area.x, area.y + y));
        *pixel(area.x + area.width, area.y + y) = 0;
    }
    std::fill_n(pixel(area.x, area.y + area.height), area.width + 1, 0u);
    atlas_state.dirty.push_back({area.x, area.y, area.width + 1, area.height + 1});
}

/// Adds the glyph to ImGui's font, whose tables prepare() has made large enough.
void add_glyph(Face& entry, char32_t character, const GlyphBitmap& glyph_bitmap, const Area& area) {
    ImFont& font = *entry.font;
    const ImVec2 scale = ImGui::GetIO().Fonts->TexUvScale;
    const auto x = static_cast<float>(glyph_bitmap.left), y = static_cast<float>(glyph_bitmap.top);
    const auto width = static_cast<float>(area.width), height = static_cast<float>(area.height);
    const float u = static_cast<float>(area.x) * scale.x, v = static_cast<float>(area.y) * scale.y;
    font.AddGlyph(nullptr, static_cast<ImWchar>(character), x, y, x + width, y + height, u, v,
                  u + width * scale.x, v + height * scale.y,
                  font.IndexAdvanceX[static_cast<int>(character)]);
    font.Glyphs.back().Colored = glyph_bitmap.coloured ? 1 : 0;
    font.IndexLookup[static_cast<int>(character)] = static_cast<ImWchar>(font.Glyphs.Size - 1);
    font.FallbackGlyph = font.FindGlyphNoFallback(font.FallbackChar);  // it may have moved
    font.DirtyLookupTables = false;
}

void draw(TextStyle style, char32_t character) {
    Face& entry = face(style);
    if (!entry.measured[character]) measure(style, character);
    const auto glyph_bitmap =
        font_set().draw(drawn_code_point(character), metrics(style).weight, entry.height);
    entry.ready.set(character);
    if (!glyph_bitmap) return;
    if (glyph_bitmap->pixels.empty()) return add_glyph(entry, character, *glyph_bitmap, {});
    if (!atlas_state.shelves.could_ever_hold(glyph_bitmap->width, glyph_bitmap->height)) return;
    if (const auto area = atlas_state.shelves.pack(glyph_bitmap->width, glyph_bitmap->height)) {
        copy(*glyph_bitmap, *area);
        return add_glyph(entry, character, *glyph_bitmap, *area);
    }
    atlas_state.full_in = ImGui::GetFrameCount();
}

/// Removes all glyphs but the first ones. They are made again when they are drawn.
void empty_atlas() {
    atlas_state.full_in.reset();
    atlas_state.shelves = atlas_state.shelves_at_first;
    for (Face& entry : atlas_state.faces) {
        ImFont& font = *entry.font;
        for (int i = entry.first_glyphs; i < font.Glyphs.Size; ++i)
            font.IndexLookup[static_cast<int>(font.Glyphs[i].Codepoint)] = no_glyph;
        font.Glyphs.resize(entry.first_glyphs);
        entry.ready.reset();
        for (const ImFontGlyph& glyph : font.Glyphs) entry.ready.set(glyph.Codepoint);
    }
}

// ---- at start

/// Adds ImGui's own font: all of it when no font for text was found, else only its space.
ImFont* add_base(int height, bool only_space) {
    static constexpr ImWchar space[]{' ', ' ', 0};
    ImFontConfig config;
    config.SizePixels = static_cast<float>(height);
    config.OversampleH = config.OversampleV = 1;
    if (only_space) config.GlyphRanges = space;
    return ImGui::GetIO().Fonts->AddFontDefault(&config);
}

/// Returns the size of the spare room: larger at larger scales.
Area spare_area() { return {0, 0, scale() > 1.25f ? 2040 : 1020, scale() > 2.5f ? 1500 : 640}; }

/// Builds the atlas with its spare room and converts it to RGBA, which emoji need.
void build_atlas(bool only_space) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    const Area spare = spare_area();
    atlas.Clear();
    atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight | ImFontAtlasFlags_NoMouseCursors;
    atlas.TexDesiredWidth = spare.width > 1024 ? 2048 : 1024;
    for (std::size_t i = 0; i < style_count; ++i) {
        Face& entry = atlas_state.faces[i];
        entry.height = static_cast<int>(px(style_metrics[i].height));
        entry.font = add_base(entry.height, only_space);
    }
    const int id = atlas.AddCustomRectRegular(spare.width, spare.height);
    atlas.Build();
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    atlas.GetTexDataAsRGBA32(&pixels, &width, &height);
    IM_FREE(atlas.TexPixelsAlpha8);
    atlas.TexPixelsAlpha8 = nullptr;
    const ImFontAtlasCustomRect& rect = *atlas.GetCustomRectByIndex(id);
    atlas_state.shelves = ShelfPacker({rect.X, rect.Y, spare.width, spare.height});
}

/// Chooses the glyph that is drawn for a character that no font file has.
void choose_fallback(TextStyle style) {
    Face& entry = face(style);
    ImFont& font = *entry.font;
    for (const char32_t character : {replacement, U'?', U' '}) {
        if (!entry.ready[character]) draw(style, character);
        if (!font.FindGlyphNoFallback(static_cast<ImWchar>(character))) continue;
        font.FallbackChar = static_cast<ImWchar>(character);
        break;
    }
    font.FallbackGlyph = font.FindGlyphNoFallback(font.FallbackChar);
    font.FallbackAdvanceX = font.FallbackGlyph->AdvanceX;
    for (std::size_t i = 0; i < character_count; ++i)
        if (!entry.measured[i]) font.IndexAdvanceX[static_cast<int>(i)] = font.FallbackAdvanceX;
}

/// Makes ImGui's tables large enough for all characters, so that adding a glyph never grows them.
void prepare(TextStyle style, bool only_space) {
    Face& entry = face(style);
    ImFont& font = *entry.font;
    font.BuildLookupTable();
    font.GrowIndex(static_cast<int>(character_count));
    if (!only_space)
        for (const ImFontGlyph& glyph : font.Glyphs) entry.measured.set(glyph.Codepoint);
    for (const ImFontGlyph& glyph : font.Glyphs) entry.ready.set(glyph.Codepoint);
    if (only_space) {
        measure(style, ' ');
        font.Glyphs[font.IndexLookup[' ']].AdvanceX = font.IndexAdvanceX[' '];
    }
    choose_fallback(style);
    entry.first_glyphs = font.Glyphs.Size;
}

}  // namespace

void load_fonts() {
    const bool only_space = font_set().has_text();
    atlas_state = {};
    build_atlas(only_space);
    for (std::size_t i = 0; i < style_count; ++i) prepare(static_cast<TextStyle>(i), only_space);
    atlas_state.shelves_at_first = atlas_state.shelves;
    ImGui::GetIO().FontDefault = font(TextStyle::body);
}

ImFont* font(TextStyle style) { return face(style).font; }
float font_size(TextStyle style) { return static_cast<float>(face(style).height); }

float advance(TextStyle style, char32_t character) {
    const char32_t unit = character < character_count ? character : replacement;
    if (!face(style).measured[unit]) measure(style, unit);
    return face(style).font->IndexAdvanceX[static_cast<int>(unit)];
}

void ensure_glyphs(TextStyle style, DisplayTextView text) {
    if (atlas_state.full_in && *atlas_state.full_in != ImGui::GetFrameCount()) empty_atlas();
    for (std::string_view rest = text.view(); !rest.empty();) {
        const char32_t character = next_code_point(rest);
        if (character < character_count && !face(style).ready[character]) draw(style, character);
    }
}

void upload_new_glyphs(Upload upload) {
    const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    const auto texture = reinterpret_cast<std::uintptr_t>(atlas.TexID);
    for (const Area& area : atlas_state.dirty)
        upload(texture, area.x, area.y, area.width, area.height, pixel(area.x, area.y),
               atlas.TexWidth);
    atlas_state.dirty.clear();
}

}  // namespace indaba::ui

#endif

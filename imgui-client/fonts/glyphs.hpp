#pragma once
/// Glyph bitmaps from the font files of this machine. Used by fonts_atlas.cpp and fonts_loader.cpp.
/// Files are searched in known directories and opened when a character first needs them. It never
/// downloads fonts and never shapes text. The only code that uses FreeType.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace indaba::ui {

enum class Weight { regular, medium, semi_bold };

/// The bitmap of one character and its place on a line.
struct GlyphBitmap {
    int left = 0, top = 0;  // pixels from the pen and from the line's upper edge
    int width = 0, height = 0;
    bool coloured = false;              // not to be tinted by the text's colour
    std::vector<std::uint32_t> pixels;  // 0xAABBGGRR, rows from the top
};

/// The fonts that were found. `height` is that of a line without a gap, in pixels: ascender to
/// descender of the text font.
class FontSet {
 public:
    FontSet();
    ~FontSet();
    FontSet(const FontSet&) = delete;
    FontSet& operator=(const FontSet&) = delete;

    /// Returns whether a font for plain text was found.
    bool has_text() const;
    /// Returns how far the pen moves, in whole pixels; nullopt when no font has the character.
    std::optional<int> advance(char32_t character, Weight weight, int height);
    /// Returns the bitmap, without pixels for a space; nullopt when no font has the character.
    std::optional<GlyphBitmap> draw(char32_t character, Weight weight, int height);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

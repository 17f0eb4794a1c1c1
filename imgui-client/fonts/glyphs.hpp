#pragma once
/// The font files of this machine and the pictures of characters in them. Used by fonts.cpp, which
/// knows sizes and the atlas. Files are looked for in known directories and opened when a character
/// asks for them; nothing is downloaded, nothing shaped. The only code that knows FreeType.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace indaba::ui {

enum class Weight { regular, medium, semi_bold };

/// A character as it stands on a line.
struct GlyphBitmap {
    int left = 0, top = 0;  // pixels from the pen and from the line's upper edge
    int width = 0, height = 0;
    bool coloured = false;              // not to be tinted by the text's colour
    std::vector<std::uint32_t> pixels;  // 0xAABBGGRR, rows from the top
};

/// `height` is that of a line without a gap, in pixels: ascender to descender of the text font.
class FontSet {
 public:
    FontSet();
    ~FontSet();
    FontSet(const FontSet&) = delete;
    FontSet& operator=(const FontSet&) = delete;

    /// False: no font for plain text was found.
    bool has_text() const;
    /// How far the pen moves, in whole pixels; nothing when no face has the character.
    std::optional<int> advance(char32_t character, Weight weight, int height);
    /// Without pixels for a space; nothing when no face has the character.
    std::optional<GlyphBitmap> draw(char32_t character, Weight weight, int height);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

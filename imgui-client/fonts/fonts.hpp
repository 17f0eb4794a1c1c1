#pragma once
/// The fonts: Inter for text, Noto for characters that Inter lacks, Noto Color Emoji, FontAwesome
/// for icons. Font files are searched on this machine; without one, ImGui's own font is used. A
/// glyph is made when its character is drawn for the first time. There is one set of fonts for
/// ImGui's context; a new context begins with load_fonts(). Main thread only.
#include <cstdint>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui.h"

namespace indaba::ui {

/// The fonts of the window, largest first. A height is that from ascender to descender at scale 1,
/// as font_size() returns it; Inter's em is five sixths of it.
enum class TextStyle {
    large,   // 21 px SemiBold: the name of a dialog
    title,   // 21 px SemiBold: the open conversation
    strong,  // 18 px SemiBold: names, buttons
    body,    // 18 px Regular: messages and input
    small,   // 15 px Medium: times, hints
    label,   // 13 px SemiBold: section headings, badges, initials
};

/// Icons, as text in any style (FontAwesome 4.7, U+F000 ff.).
namespace icon {
constexpr DisplayTextView hash = ours("\xef\x8a\x92");     // U+F292
constexpr DisplayTextView people = ours("\xef\x83\x80");   // U+F0C0
constexpr DisplayTextView send = ours("\xef\x87\x98");     // U+F1D8
constexpr DisplayTextView leave = ours("\xef\x82\x8b");    // U+F08B
constexpr DisplayTextView close = ours("\xef\x80\x8d");    // U+F00D
constexpr DisplayTextView talk = ours("\xef\x83\xa6");     // U+F0E6
constexpr DisplayTextView down = ours("\xef\x81\xa3");     // U+F063
constexpr DisplayTextView waiting = ours("\xef\x80\x97");  // U+F017
constexpr DisplayTextView stored = ours("\xef\x80\x8c");   // U+F00C
constexpr DisplayTextView refused = ours("\xef\x81\xaa");  // U+F06A
constexpr DisplayTextView light = ours("\xef\x86\x85");    // U+F185
constexpr DisplayTextView dark = ours("\xef\x86\x86");     // U+F186
constexpr DisplayTextView help = ours("\xef\x81\x99");     // U+F059
}  // namespace icon

/// Loads all styles at the scale of theme.hpp into ImGui's atlas. Call it at start and after a
/// change of scale, outside a frame; the backend then makes a new texture.
void load_fonts();
ImFont* font(TextStyle style);
float font_size(TextStyle style);  // pixels, already scaled
float line_height(TextStyle style);
/// Returns how far `character` moves the pen, without making its glyph. Whole pixels, so that text
/// stays sharp; 0 for a mark that is drawn over the character before it.
float advance(TextStyle style, char32_t character);
/// Returns the width of `text` on one line, in pixels.
float text_width(TextStyle style, DisplayTextView text);

/// Makes the glyphs of `text` that are missing. paint::text calls it in the frame that draws. When
/// the atlas is full, the next frame begins with an empty one; glyphs that do not fit into that
/// either are drawn as U+FFFD.
void ensure_glyphs(TextStyle style, DisplayTextView text);
/// Copies new glyphs to the texture; call it once before each rendering. `upload` gets each changed
/// rectangle of the atlas (RGBA rows of the atlas' width) and the renderer's id of the texture.
/// From ImGui 1.92 on the renderer asks for glyphs itself, and this does not call `upload`.
using Upload = void (*)(std::uintptr_t texture, int x, int y, int width, int height,
                        const unsigned int* first_pixel, int pixels_per_row);
void upload_new_glyphs(Upload upload);

}  // namespace indaba::ui

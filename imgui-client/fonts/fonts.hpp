#pragma once
/// The fonts: Inter for text, Noto for what Inter lacks, Noto Color Emoji, FontAwesome for icons.
/// The only place that knows faces, atlases and glyphs on demand. Files are looked for on this
/// machine; when none is there, ImGui's own font serves. A character costs nothing before it is
/// drawn for the first time. Like ImGui's context there is one set of them; a new context begins
/// with load_fonts(). Main thread.
#include <cstdint>

#include "imgui-client/unicode/display_text.hpp"
#include "imgui.h"

namespace indaba::ui {

/// What a text is set in, largest first. Heights from ascender to descender at scale 1, which is
/// what font_size() gives; Inter's em is five sixths of it.
enum class TextStyle {
    large,   // 21 px SemiBold: the name of a dialog
    title,   // 21 px SemiBold: the open conversation
    strong,  // 18 px SemiBold: names, buttons
    body,    // 18 px Regular: what is said and typed
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

/// Loads all styles at the scale of theme.hpp into ImGui's atlas. Call at start and after a change
/// of scale, outside a frame; the backend then makes its texture anew.
void load_fonts();
ImFont* font(TextStyle style);
float font_size(TextStyle style);  // pixels, already scaled
float line_height(TextStyle style);
/// So far one character moves the pen; known without its bitmap. Whole pixels, so that text stays
/// sharp. 0 for a mark that stands over the character before it.
float advance(TextStyle style, char32_t character);
/// So wide is `shown` on one line.
float text_width(TextStyle style, DisplayTextView text);

/// Makes the pictures of `shown` (display_text.hpp) ready to be drawn in this style; cheap when
/// they are. paint::text asks, in the frame that draws: when the atlas is full, the next frame
/// begins with an empty one, and only what does not fit then is shown as U+FFFD.
void ensure_glyphs(TextStyle style, DisplayTextView text);
/// Gives new glyphs to the texture; call once before each rendering. `upload` is told the changed
/// rectangle of the atlas (RGBA rows of the atlas' width) and the renderer's own word for the
/// texture; nothing is done when nothing changed, or when the renderer asks for them itself (from
/// ImGui 1.92 on).
using Upload = void (*)(std::uintptr_t texture, int x, int y, int width, int height,
                        const unsigned int* first_pixel, int pixels_per_row);
void upload_new_glyphs(Upload upload);

}  // namespace indaba::ui

#pragma once
/// Text in the styles of the window, at the scale of theme.hpp, in pixels: measured, broken into
/// lines, and with places for the mouse and the caret. All that draws or edits text uses it; the
/// work is done by text_shaper.hpp and text_lines.hpp. One set of fonts serves the process. Main
/// thread only. Draws nothing.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/fonts/glyph_cache.hpp"
#include "imgui-client/text/caret.hpp"
#include "imgui-client/text/text_lines.hpp"

namespace indaba::ui {

using Line = TextLine;
using Lines = TextLines;

// ---- styles

/// Returns the height of a text from ascender to descender.
float font_size(TextStyle style);
/// Returns the distance of lines, unless a script needs more (line_metrics).
float line_height(TextStyle style);
/// Returns the distance from the upper edge of a text to its baseline.
float baseline(TextStyle style);

/// The distance of a text's lines, and of a line's upper edge from its baseline.
struct LineMetrics {
    float pitch = 0, baseline = 0;
};
/// Returns the metrics of lines of a style: those of the style, or more for scripts with high or
/// deep letters, so that no line reaches into another.
LineMetrics line_metrics(const Lines& lines, TextStyle style);
/// Returns the height of lines that stand one below the other.
float height_of(const Lines& lines, TextStyle style);

// ---- lines

/// The direction of a paragraph. Our sentences run from left to right, also when a name stands
/// first; what was said runs as its first letter does.
enum class Direction { left_to_right, by_first_letter };
/// Returns the lines of `text`, at least one.
Lines lay_out(DisplayTextView text, TextStyle style, float width,
              Direction direction = Direction::left_to_right);
/// Returns the lines of a text with emphasis, ascending, and with paragraphs that are narrower.
Lines lay_out(DisplayTextView text, TextStyle style, float width,
              std::span<const EmphasisSpan> emphasis, std::span<const NarrowSpan> narrow);
/// Returns the length of `pixels` in a NarrowSpan.
std::int32_t narrower_by(float pixels);
/// Returns `text` as one line, remembered for the next frames.
std::shared_ptr<const Line> one_line(DisplayTextView text, TextStyle style);
/// Returns `text` as one line of at most `width`, with an ellipsis when something was left out.
std::shared_ptr<const Line> truncated_line(DisplayTextView text, TextStyle style, float width);
/// Returns the width of `text` on one line.
float text_width(TextStyle style, DisplayTextView text);

/// Returns the width of what a line draws.
float width_of(const Line& line);
/// Returns the caret nearest to `x`, in pixels from the line's begin, and the place of a caret.
Caret caret_at(const Line& line, float x);
float x_of(const Line& line, const Caret& caret);
/// Returns the boxes, left and right edge, of the graphemes within the bytes [begin, end).
std::vector<std::pair<float, float>> boxes_of(const Line& line, std::size_t begin, std::size_t end);

// ---- frames

/// Reads the fonts of this machine in a thread, which calls `when_known` at its end, unless another
/// function, or none, was given meanwhile.
void read_fonts(std::function<void()> when_known);
/// Takes over fonts that were read. Returns true if text was drawn without them.
bool take_fonts();
/// Begins a frame: renews the budget for new glyphs, and takes over fonts that were read.
void begin_text_frame();
/// Forgets the texts that were remembered for the next frames.
void forget_texts();
/// Changes when text must be laid out anew, since more fonts are known.
std::uint64_t text_version();
/// Returns whether this machine has any font for text.
bool has_text_font();
/// Returns whether this machine has the font of the icons; signs stand in their place otherwise.
bool has_icon_font();
/// Waits until all fonts are known, for tests and benchmarks.
void wait_for_fonts();
/// Returns the pictures of the glyphs, and the renderer's number of their texture.
GlyphCache& glyph_cache();
std::uintptr_t& glyph_texture();

}  // namespace indaba::ui

#pragma once
/// The drawing functions that all views share. Views draw all text with them, so that tests can
/// read each text and its place. Draws into the current ImGui window.
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/fonts/icons.hpp"
#include "imgui-client/style/theme.hpp"
#include "imgui-client/text/text_layout.hpp"
#include "imgui.h"

namespace indaba::ui {

struct Rect {
    ImVec2 min, max;
    float width() const { return max.x - min.x; }
    float height() const { return max.y - min.y; }
    ImVec2 centre() const { return {(min.x + max.x) / 2, (min.y + max.y) / 2}; }
    bool has(ImVec2 point) const {
        return point.x >= min.x && point.y >= min.y && point.x < max.x && point.y < max.y;
    }
};

namespace paint {

/// The texts and marks of one frame, for tests. A mark is a named area that can be clicked ("send",
/// "person:ann").
struct Record {
    struct Text {
        DisplayText text;
        Rect area;     // not clipped
        Rect visible;  // the part inside of the clip rectangle; may be empty
        Colour colour;
    };
    std::vector<Text> texts;
    std::map<std::string, Rect> marks;
};
/// The record of the current frame. While it is null, no frame is recorded. Its reader clears it.
extern Record* record;

void mark(std::string_view name, const Rect& area);

/// Names and our own words keep their glyphs, whatever texts of peers need.
using Share = GlyphCache::Share;
/// A colour for the bytes [begin, end) of a line.
struct InkSpan {
    std::size_t begin = 0, end = 0;
    Colour colour = 0;
};
/// Draws a line of `words` that was laid out; `pen` is the begin of its baseline. `spans`, in
/// order, have other colours.
void line(ImVec2 pen, TextStyle style, Colour colour, DisplayTextView words, const Line& line,
          Share share = Share::names, std::span<const InkSpan> spans = {});
/// Draws one line at whole pixels; `at` is its upper left corner.
void text(ImVec2 at, TextStyle style, Colour colour, DisplayTextView words);
/// Draws one line in the middle of `area`, horizontally and vertically.
void text_centred(const Rect& area, TextStyle style, Colour colour, DisplayTextView words);
/// Draws one line; a text wider than `width` ends in an ellipsis. Returns the width drawn.
float text_truncated(ImVec2 at, float width, TextStyle style, Colour colour, DisplayTextView words);
/// Draws the lines of a text that was laid out, one below the other.
void lines(ImVec2 at, TextStyle style, Colour colour, DisplayTextView words, const Lines& lines);
void box(const Rect& area, Colour colour, float rounding = 0);
void frame(const Rect& area, Colour colour, float rounding, float thickness);
/// Draws the surface of what is chosen; with high contrast also a frame.
void chosen(const Rect& area, float rounding);
/// Draws the surface of a floating card: a soft shadow, and a frame.
void card(const Rect& area, float rounding);
/// Draws the frame of the field or button that keys act on, and marks it "focus".
void focus(const Rect& area, Colour colour, float rounding);
void hairline(ImVec2 from, ImVec2 to, Colour colour);
/// Draws a disc in the account's colour with the initials of `name`, only the first one when it is
/// small; `dimmed` for people who are offline. With high contrast it is a ring.
void avatar(ImVec2 centre, float radius, const Account& account, DisplayTextView name,
            bool dimmed = false);
/// Draws a presence dot with a ring in the colour of the surface behind it.
void dot(ImVec2 centre, float radius, Colour colour, Colour behind);
/// Draws a small rounded count or word that ends at `right`, vertically centred at `y`. Returns its
/// left end.
float pill(float right, float y, DisplayTextView words, Colour surface, Colour colour);

}  // namespace paint

/// The mouse over an area in this frame.
struct Press {
    bool hovered = false, clicked = false;
};
/// Makes `area` clickable, with a hand cursor and the mark `id`. Draws nothing.
Press press_area(std::string_view id, const Rect& area);
/// Draws a filled button with a centred word. Returns whether it was clicked.
bool button(std::string_view id, const Rect& area, DisplayTextView words, TextStyle style,
            Colour surface, Colour colour, bool focused = false);
/// Draws an icon that can be clicked; `hint` is its tooltip and names its key. Returns whether it
/// was clicked.
bool icon_button(std::string_view id, ImVec2 centre, DisplayTextView icon, TextStyle style,
                 Colour colour, DisplayTextView hint);
/// Draws a tooltip at the mouse; an empty text draws none.
void tooltip(DisplayTextView words);
/// Draws it when the mouse has rested on the item with this id for half a second. Call it while the
/// mouse is there.
void rested_tooltip(std::string_view id, DisplayTextView words);
/// Returns the seconds until a tooltip appears if the mouse stays where it is.
std::optional<double> tooltip_in();

}  // namespace indaba::ui

#pragma once
/// The strokes that all views share. Text of views goes through here and nowhere else, so that
/// tests can read what was drawn and where. Draws into the current ImGui window.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/fonts/fonts.hpp"
#include "imgui-client/style/theme.hpp"
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

/// What one frame drew, for tests. Marks are named areas that can be clicked ("send",
/// "person:ann").
struct Record {
    struct Text {
        DisplayText text;
        Rect area;     // not clipped
        Rect visible;  // what the clip rectangle left of it; empty when nothing
        Colour colour;
    };
    std::vector<Text> texts;
    std::map<std::string, Rect> marks;
};
/// Nothing is recorded while this is null. Cleared by whoever reads it.
extern Record* record;

void mark(std::string_view name, const Rect& area);

/// One line at whole pixels; `at` is its upper left corner.
void text(ImVec2 at, TextStyle style, Colour colour, DisplayTextView words);
/// In the middle of `area`, both ways.
void text_centred(const Rect& area, TextStyle style, Colour colour, DisplayTextView words);
/// Cut with an ellipsis where `width` ends. Returns the width drawn.
float text_truncated(ImVec2 at, float width, TextStyle style, Colour colour, DisplayTextView words);
void box(const Rect& area, Colour colour, float rounding = 0);
void frame(const Rect& area, Colour colour, float rounding, float thickness);
void hairline(ImVec2 from, ImVec2 to, Colour colour);
/// The round picture with initials, one of them when it is small; `dimmed` for those who are
/// away. `dot` is the presence ring at its corner, `behind` the colour around it.
void avatar(ImVec2 centre, float radius, const Account& account, DisplayTextView name,
            bool dimmed = false);
void dot(ImVec2 centre, float radius, Colour colour, Colour behind);
/// A small rounded count or word, right end at `right`, in the middle of `y`. Returns its left end.
float pill(float right, float y, DisplayTextView words, Colour surface, Colour colour);

}  // namespace paint

/// An area that can be clicked, with a hand cursor; `id` also becomes its mark. Invisible.
struct Press {
    bool hovered = false, clicked = false;
};
Press press_area(std::string_view id, const Rect& area);
/// A filled button with a centred word.
bool button(std::string_view id, const Rect& area, DisplayTextView words, TextStyle style,
            Colour surface, Colour colour, bool focused = false);
/// An icon that can be pressed; `hint` is its tooltip, with its key.
bool icon_button(std::string_view id, ImVec2 centre, DisplayTextView icon, TextStyle style,
                 Colour colour, DisplayTextView hint);
void tooltip(DisplayTextView words);

}  // namespace indaba::ui

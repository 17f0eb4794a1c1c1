#pragma once
/// Colours, type sizes and the scale: all that makes the window look like one thing. Every size in
/// the views is written for scale 1 and goes through px(). Pure: no window, no fonts.
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/wire/bytes.hpp"

namespace indaba::ui {

/// 0xAABBGGRR, as ImGui packs colours.
using Colour = std::uint32_t;
constexpr Colour rgb(std::uint32_t hex) {
    return 0xFF000000u | ((hex & 0xFFu) << 16) | (hex & 0xFF00u) | (hex >> 16);
}
/// The same hue, `alpha` from 0 to 1.
Colour faded(Colour colour, float alpha);
/// Opaque: `part` of `over`, the rest of `below`.
Colour mixed(Colour over, Colour below, float part);
/// The program's sign shades from one to the other; `on_accent` stands on it.
constexpr Colour logo_begin = rgb(0x306feb), logo_end = rgb(0x7c50d8);

struct Palette {
    // surfaces
    Colour side;    // left and right column
    Colour middle;  // header, messages
    Colour footer;  // who I am
    Colour field;   // inputs
    Colour card;    // dialogs, tooltips
    Colour hover;   // a row under the mouse
    Colour chosen;  // the open conversation
    Colour hairline;
    Colour shade;  // over everything behind a dialog
    // text, strongest first
    Colour strong;
    Colour text;
    Colour muted;  // at least 4.5:1 on side, middle, footer, field and card
    Colour on_accent;
    // meaning
    Colour accent;  // buttons, the caret, the open conversation
    Colour link;
    Colour whisper;          // bar and frame
    Colour whisper_surface;  // behind a whisper
    Colour whisper_chip;
    Colour whisper_text;  // on a chip
    Colour danger;        // frames and badges
    Colour danger_text;
    Colour on_danger;
    Colour online;        // presence dots
    Colour reconnecting;  // the dot while the connection is lost
    Colour offline;
    Colour banner;
    Colour banner_text;
    Colour banner_button;
    Colour selection;  // behind selected text
    Colour scrollbar;
    bool dark = true;
};

enum class Theme { dark, light };
void set_theme(Theme theme);
Theme theme();
const Palette& palette();

/// 1 for 96 dpi. Between 0.5 and 4.
void set_scale(float scale);
float scale();
/// Whole pixels.
float px(float at_scale_1);

/// Avatars and names: one of ten hand-picked hues by account.
Colour avatar_colour(const Account& account);
/// The same hue drawn back into `side`, for those who are away; `text` is readable on it.
Colour faded_avatar_colour(const Account& account);
/// The same hue, readable as text on `middle`, `hover` and `whisper_surface`.
Colour name_colour(const Account& account);

/// Every pair of text and surface that the views draw; each must reach 4.5:1 (WCAG 2.1, 1.4.3).
struct TextOn {
    std::string_view what;
    Colour text, surface;
};
std::vector<TextOn> all_text_colours();
/// 1 to 21.
float contrast(Colour text, Colour surface);

}  // namespace indaba::ui

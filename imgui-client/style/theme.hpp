#pragma once
/// The colours and the scale of the window. Views write every size for scale 1 and convert it with
/// px(). Pure: no window, no fonts.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/wire/bytes.hpp"

namespace indaba::ui {

/// A colour as ImGui packs it: 0xAABBGGRR.
using Colour = std::uint32_t;
constexpr Colour rgb(std::uint32_t hex) {
    return 0xFF000000u | ((hex & 0xFFu) << 16) | (hex & 0xFF00u) | (hex >> 16);
}
/// Returns the same hue with `alpha` from 0 to 1.
Colour faded(Colour colour, float alpha);
/// Returns an opaque mix: `part` of `over`, the rest of `below`.
Colour mixed(Colour over, Colour below, float part);

struct Palette {
    // surfaces
    Colour side;    // left and right column
    Colour middle;  // header, messages
    Colour footer;  // the own name
    Colour field;   // inputs
    Colour card;    // dialogs, tooltips
    Colour hover;   // a row under the mouse
    Colour chosen;  // the open conversation
    Colour hairline;
    Colour edge;   // the frame of a card or a field
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
    Colour reconnecting;  // the dot while the connection is lost, the bar of a mention
    Colour offline;
    Colour banner;
    Colour banner_text;
    Colour banner_button;
    Colour selection;  // behind selected text
    Colour picked;     // a reaction of one's own
    Colour code_block, code_inline;
    Colour mention;       // behind a message that mentions the user
    Colour mention_name;  // behind the own name in it
    Colour mention_text;
    Colour scrollbar;
    bool dark = true;
    bool high_contrast = false;  // faces are rings, and what is chosen has a frame
};

enum class Theme { dark, light, high_contrast };
inline constexpr std::array themes{Theme::dark, Theme::light, Theme::high_contrast};
void set_theme(Theme theme);
Theme theme();
const Palette& palette();
/// Returns the colours of a theme that need not be the current one.
const Palette& palette_of(Theme theme);
/// Returns the theme's name in the settings: "dark", "light" or "high-contrast".
std::string_view name_of(Theme theme);
/// Returns the theme of that name; the dark one for any other word.
Theme theme_named(std::string_view name);

/// Sets the scale, limited to 0.5 to 4; 1 is for 96 dpi.
void set_scale(float scale);
float scale();
/// Returns a size at the current scale, in whole pixels.
float px(float at_scale_1);

/// The colours of what the search has found in a text, and of the chosen one.
struct HitColours {
    Colour surface, text;
};
HitColours hit_colours(bool chosen);

/// The gradient of the logo, and the sign on it.
struct LogoColours {
    Colour begin, end, sign;
};
LogoColours logo_colours();

/// Returns the avatar's colour: one of ten hues by account. With high contrast a face is a ring in
/// the name's colour.
Colour avatar_colour(const Account& account);
/// Returns the same hue mixed into `side`, for people who are offline; `text` is readable on it.
Colour faded_avatar_colour(const Account& account);
/// Returns the same hue, readable as text on `middle`, `hover` and `whisper_surface`.
Colour name_colour(const Account& account);

/// A pair of text and surface that the views draw. A contrast of 4.5:1 is required (WCAG 2.1,
/// 1.4.3), of 7:1 in the high-contrast theme (1.4.6).
struct TextOn {
    std::string_view what;
    Colour text, surface;
};
/// Returns every such pair of the current palette.
std::vector<TextOn> all_text_colours();
/// Returns the contrast that the current theme requires.
float required_contrast();
/// Returns the contrast ratio of WCAG 2.1, 1 to 21.
float contrast(Colour text, Colour surface);

}  // namespace indaba::ui

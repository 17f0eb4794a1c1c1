#pragma once
/// The styles of the window's text and the font that each asks for. Used by everything that
/// measures or paints text. Pure.
#include <array>
#include <cstddef>

#include "imgui-client/display_text/emphasis.hpp"

namespace indaba::ui {

/// The styles, largest first. A height is that of a line without a gap at scale 1; the em is about
/// five sixths of it.
enum class TextStyle {
    large,      // 21 px SemiBold: the name of a dialog
    title,      // 21 px SemiBold: the open conversation
    strong,     // 18 px SemiBold: names, buttons
    body,       // 18 px Regular: messages and input
    small,      // 15 px Medium: times, hints
    label,      // 13 px SemiBold: section headings, badges, initials
    italic,     // 18 px Italic: emphasis in a message
    monospace,  // 18 px Monospace: code
};

enum class Weight { regular, medium, semi_bold };

struct StyleMetrics {
    float height;
    Weight weight;
    bool italic = false, monospace = false;
};
/// In the order of TextStyle.
inline constexpr std::array<StyleMetrics, 8> style_metrics{{{21, Weight::semi_bold},
                                                            {21, Weight::semi_bold},
                                                            {18, Weight::semi_bold},
                                                            {18, Weight::regular},
                                                            {15, Weight::medium},
                                                            {13, Weight::semi_bold},
                                                            {18, Weight::regular, true},
                                                            {18, Weight::regular, false, true}}};
inline const StyleMetrics& metrics(TextStyle style) {
    return style_metrics[static_cast<std::size_t>(style)];
}

/// The font that a text asks for, and the direction of its paragraphs. `em` is its size in 1/64
/// pixels.
struct FontRequest {
    Weight weight = Weight::regular;
    bool italic = false, monospace = false;
    int em = 0;
    bool begins_left = false;  // whatever its first letter is
};

/// Returns the font of a style at the scale of theme.hpp.
FontRequest font_request(TextStyle style);
/// Returns the font of an emphasized part of a text: of the same size.
FontRequest emphasized(FontRequest request, const Emphasis& how);

}  // namespace indaba::ui

#pragma once
/// The parts of a section of the settings: a row with a title, a hint and a control, the slider of
/// the text size, and the pictures of the themes. Used by settings_sections.hpp.
#include <optional>

#include "imgui-client/widgets/form.hpp"

namespace indaba::ui {

/// Draws title, hint and the line below a row. Returns the area of its control, which stands at the
/// right, or below the hint when the column is narrow.
Rect setting_row(Column& column, DisplayTextView title, DisplayTextView hint, float control_width,
                 float control_height);

/// Draws the slider of the text size. `dragged` is the size at the mouse while it holds the knob.
/// Returns the size where the knob was let go.
std::optional<float> text_size_slider(const Rect& area, bool focused,
                                      std::optional<float>& dragged);

float theme_card_height();
/// Draws a small picture of the window in this theme, and its name with a round mark. Returns
/// whether it was clicked.
bool draw_theme_card(const Rect& area, Theme which, DisplayTextView name, bool focused);

}  // namespace indaba::ui

#pragma once
/// The list of keys, opened by F1 and made from the table in keys.hpp.
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// Returns false if it must close: after Escape, F1, its cross, or a click beside it.
bool draw_help(const Rect& screen);
/// Draws the keys and what they do into `area`, whose last `padding` at the right is for the scroll
/// bar. Arrows and pages scroll while it is `focused`.
void draw_key_list(const Rect& area, float padding, bool focused);

}  // namespace indaba::ui

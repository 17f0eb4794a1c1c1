#pragma once
/// The list of keys, on F1; made from the table in keys.hpp.
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// Escape, F1 or a click beside it: false, it wants to close.
bool draw_help(const Rect& screen);

}  // namespace indaba::ui

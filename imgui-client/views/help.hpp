#pragma once
/// The list of keys, opened by F1 and made from the table in keys.hpp.
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

/// Returns false if it must close: after Escape, F1, its cross, or a click beside it.
bool draw_help(const Rect& screen);

}  // namespace indaba::ui

#pragma once
/// The name of a key in a frame, for the footers of lists.
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

float key_sign_width(DisplayTextView name);
/// Draws the sign, whose left end is `left` and whose middle is `y`. Returns its right end.
float draw_key_sign(float left, float y, DisplayTextView name);

}  // namespace indaba::ui

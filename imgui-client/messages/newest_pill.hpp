#pragma once
/// Draws "3 new" or "Newest" above the lower edge of the messages while their end is out of sight.
#include <cstdint>

#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

Rect newest_pill_area(const Rect& view);
/// Returns true if the pill was clicked. `fresh`: messages that were never in sight.
bool draw_newest_pill(const Rect& view, std::uint64_t fresh);

}  // namespace indaba::ui

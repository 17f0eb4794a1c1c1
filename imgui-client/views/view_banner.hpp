#pragma once
/// "Server disconnected.": why, when the next attempt is, retry now. A warning that must be seen:
/// until somebody has understood. Nothing while all is well.
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/scene.hpp"
#include "imgui-client/widgets/paint.hpp"

namespace indaba::ui {

bool banner_wanted(const Scene& scene);
void draw_banner(const Scene& scene, const Rect& place, Intents& intents);

}  // namespace indaba::ui

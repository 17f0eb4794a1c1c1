#include "imgui-client/platform/held_loop.hpp"

namespace indaba::ui {

/// On X11 nothing holds the loop. macOS does while an edge is dragged, and asks for frames.
struct HeldLoop::State {};

HeldLoop::HeldLoop(GLFWwindow*, std::function<void()>) {}
HeldLoop::~HeldLoop() = default;

}  // namespace indaba::ui

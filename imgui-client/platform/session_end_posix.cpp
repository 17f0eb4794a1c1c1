#include "imgui-client/platform/session_end.hpp"

namespace indaba::ui {

/// Desktops ask the window to close, or send SIGTERM (common/base/stop_signal.hpp).
struct SessionEnd::State {};

SessionEnd::SessionEnd(GLFWwindow*, std::function<void()>) {}
SessionEnd::~SessionEnd() = default;

}  // namespace indaba::ui

#pragma once
/// The frame that the desktop draws around the window. Implemented in fit_frame_posix.cpp and
/// fit_frame_windows.cpp.

struct GLFWwindow;

namespace indaba::ui {

/// Moves and shrinks a new window as much as it must be to lie within the work area of its monitor
/// with its frame. GLFW's sizes are without it.
void fit_frame(GLFWwindow* window);

}  // namespace indaba::ui

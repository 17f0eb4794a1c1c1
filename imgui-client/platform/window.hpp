#pragma once
/// The native window and its loop: input, turns, frames. Each wake-up is a turn. A frame is drawn
/// only when something changed and the window is visible, at most 60 a second. The only code that
/// draws with OpenGL; native_window.cpp and, for the names of keys, input_queue.cpp also use GLFW.
#include <functional>
#include <optional>

#include "imgui-client/platform/single_instance.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

struct WindowOptions {
    std::optional<float> scale;  // default: the scale of the settings, else of the monitor
    SingleInstance* single_instance = nullptr;  // a second window brings this one to the front
    /// Called after each frame was presented; for tests and measurements.
    std::function<void(const ViewState&)> after_frame;
};

/// Runs until the window is closed and returns the exit code. Throws std::runtime_error with a
/// sentence if no window can be opened.
int run_window(Workspace& workspace, const WindowOptions& options);

}  // namespace indaba::ui

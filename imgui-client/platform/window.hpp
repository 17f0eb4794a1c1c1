#pragma once
/// The native window and its loop: input, turns, frames. A turn is every wake-up; a frame is drawn
/// only when something changed, at most 60 a second, and none while nobody can see the window.
/// The only code that draws with OpenGL; GLFW is known to native_window.cpp and, for the names of
/// keys, to input_queue.cpp too.
#include <functional>
#include <optional>

#include "imgui-client/platform/single_instance.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/workspace/workspace.hpp"

namespace indaba::ui {

struct WindowOptions {
    std::optional<float> scale;                 // else that of the settings, else the monitor's
    SingleInstance* single_instance = nullptr;  // who knocks wants to see this window
    /// For tests and measuring: called after each frame was presented.
    std::function<void(const ViewState&)> after_frame;
};

/// Runs until the window is closed; the exit code. Throws std::runtime_error with a sentence when
/// no window can be opened.
int run_window(Workspace& workspace, const WindowOptions& options);

}  // namespace indaba::ui

#pragma once
/// Starts the window: locks the home, makes the workspace, runs the loop. If the home has a window
/// already, brings that one to the front instead. Used by main and by tests of a real window.
#include <functional>

#include "imgui-client/app/options.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// Returns the exit code. Throws std::runtime_error with a sentence. `after_frame` is called after
/// each presented frame.
int start(const Options& options, std::function<void(const ViewState&)> after_frame = {});

}  // namespace indaba::ui

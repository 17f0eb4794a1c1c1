#pragma once
/// From options to a window: the home and its lock, the chat, the loop; or, when the home has a
/// window already, that one comes to the front. For main, and for tests that watch a real window.
#include <functional>

#include "imgui-client/app/options.hpp"
#include "imgui-client/view_state/view_state.hpp"

namespace indaba::ui {

/// The exit code. Throws std::runtime_error with a sentence. `after_frame` is called after each
/// frame was presented.
int start(const Options& options, std::function<void(const ViewState&)> after_frame = {});

}  // namespace indaba::ui

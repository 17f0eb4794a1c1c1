#include "imgui-client/platform/session_end.hpp"

#include <utility>

#include "imgui-client/platform/message_hook_windows.hpp"

namespace indaba::ui {

/// The question before the end, WM_QUERYENDSESSION, is answered with yes by Windows' own procedure.
/// The end may be called off after it, so only the end itself counts.
struct SessionEnd::State {
    State(GLFWwindow* window, std::function<void()> leave_with)
        : leave(std::move(leave_with)), hook(window, [this](UINT message, WPARAM is_real) {
              if (message != WM_ENDSESSION || is_real == 0) return false;
              leave();
              return true;
          }) {}

    std::function<void()> leave;
    MessageHook hook;
};

SessionEnd::SessionEnd(GLFWwindow* window, std::function<void()> leave)
    : state_(std::make_unique<State>(window, std::move(leave))) {}
SessionEnd::~SessionEnd() = default;

}  // namespace indaba::ui

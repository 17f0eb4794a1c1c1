#include "imgui-client/platform/held_loop.hpp"

#include <utility>

#include "imgui-client/platform/message_hook_windows.hpp"

namespace indaba::ui {
namespace {

constexpr UINT_PTR timer = 0x1DABA;
constexpr UINT interval_ms = 50;

}  // namespace

struct HeldLoop::State {
    State(GLFWwindow* glfw_window, std::function<void()> turn_with)
        : turn(std::move(turn_with)), hook(glfw_window, [this](UINT message, WPARAM wide) {
              return on_message(message, wide);
          }) {}

    bool on_message(UINT message, WPARAM wide) {
        if (message == WM_ENTERSIZEMOVE || message == WM_ENTERMENULOOP)
            ::SetTimer(hook.window(), timer, interval_ms, nullptr);
        if (message == WM_EXITSIZEMOVE || message == WM_EXITMENULOOP)
            ::KillTimer(hook.window(), timer);
        if (message != WM_TIMER || wide != timer) return false;
        turn();
        return true;
    }

    std::function<void()> turn;
    MessageHook hook;
};

HeldLoop::HeldLoop(GLFWwindow* window, std::function<void()> turn)
    : state_(std::make_unique<State>(window, std::move(turn))) {}
HeldLoop::~HeldLoop() = default;

}  // namespace indaba::ui

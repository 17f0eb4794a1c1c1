#include "imgui-client/platform/message_hook_windows.hpp"

#include <algorithm>
#include <utility>
#include <vector>

// Not sorted: GLFW declares what it needs of Windows' headers unless they came first.
#define GLFW_EXPOSE_NATIVE_WIN32
#include <GLFW/glfw3.h>
#include <GLFW/glfw3native.h>

namespace indaba::ui {
namespace {

/// The hooks of the program's one window, and GLFW's procedure, which comes after them.
std::vector<const MessageHook*> hooks;
WNDPROC procedure_of_glfw = nullptr;

WNDPROC exchange_procedure(HWND window, WNDPROC procedure) {
    return reinterpret_cast<WNDPROC>(
        ::SetWindowLongPtrW(window, GWLP_WNDPROC, reinterpret_cast<LONG_PTR>(procedure)));
}

/// Returns whether this is the key of a character that another program types, as those for speech
/// and handwriting do. The character follows in a message of its own, but is here too, where a
/// key's place on the keyboard would be: GLFW would take “ for Enter.
bool is_key_of_program(UINT message, WPARAM key) {
    const bool is_key = message == WM_KEYDOWN || message == WM_KEYUP || message == WM_SYSKEYDOWN ||
                        message == WM_SYSKEYUP;
    return is_key && key == VK_PACKET;
}

/// Returns whether this opens the window's menu by Alt+Space, of which GLFW tells Windows nothing.
bool opens_menu(UINT message, WPARAM parameter, LPARAM character) {
    const bool is_command = message == WM_SYSCOMMAND && (parameter & 0xFFF0) == SC_KEYMENU;
    return (message == WM_SYSCHAR && parameter == L' ') || (is_command && character == L' ');
}

}  // namespace

MessageHook::MessageHook(GLFWwindow* window, Handle handle)
    : window_(glfwGetWin32Window(window)), handle_(std::move(handle)) {
    if (hooks.empty()) procedure_of_glfw = exchange_procedure(window_, on_message);
    hooks.push_back(this);
}

MessageHook::~MessageHook() {
    std::erase(hooks, this);
    if (hooks.empty()) exchange_procedure(window_, procedure_of_glfw);
}

LRESULT CALLBACK MessageHook::on_message(HWND window, UINT message, WPARAM parameter,
                                         LPARAM other) {
    if (is_key_of_program(message, parameter)) return 0;
    if (opens_menu(message, parameter, other))
        return ::DefWindowProcW(window, message, parameter, other);
    const bool is_done = std::ranges::any_of(hooks, [message, parameter](const MessageHook* hook) {
        return hook->handle_(message, parameter);
    });
    return is_done ? 0 : ::CallWindowProcW(procedure_of_glfw, window, message, parameter, other);
}

}  // namespace indaba::ui

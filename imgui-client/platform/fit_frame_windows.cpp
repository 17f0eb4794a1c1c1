#include "imgui-client/platform/fit_frame.hpp"

#include <algorithm>

#include "common/base/windows_api_windows.hpp"
// Not sorted: GLFW declares what it needs of Windows' headers unless they came first.
#define GLFW_EXPOSE_NATIVE_WIN32
#include <GLFW/glfw3.h>
#include <GLFW/glfw3native.h>

namespace indaba::ui {

void fit_frame(GLFWwindow* window) {
    const HWND handle = glfwGetWin32Window(window);
    MONITORINFO monitor{};
    monitor.cbSize = sizeof monitor;
    RECT frame{};
    if (!::GetMonitorInfoW(::MonitorFromWindow(handle, MONITOR_DEFAULTTONEAREST), &monitor) ||
        !::GetWindowRect(handle, &frame))
        return;
    const RECT& area = monitor.rcWork;
    const LONG width = std::min(frame.right - frame.left, area.right - area.left);
    const LONG height = std::min(frame.bottom - frame.top, area.bottom - area.top);
    const LONG x = std::clamp(frame.left, area.left, area.right - width);
    const LONG y = std::clamp(frame.top, area.top, area.bottom - height);
    ::SetWindowPos(handle, nullptr, static_cast<int>(x), static_cast<int>(y),
                   static_cast<int>(width), static_cast<int>(height),
                   SWP_NOZORDER | SWP_NOACTIVATE | SWP_NOOWNERZORDER);
}

}  // namespace indaba::ui

#include "imgui-client/platform/native_window.hpp"

#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <stdexcept>

#include "imgui-client/platform/fit_frame.hpp"
#include "imgui-client/platform/selection.hpp"

namespace indaba::ui {
namespace {

using client::WindowGeometry;

constexpr int first_width = 1280, first_height = 800;
constexpr int min_width = 480, min_height = 360;
/// The part of the upper edge that must be on a monitor so that the user can drag the window.
constexpr int grab_width = 100, grab_height = 30;

std::string last_error() {
    const char* what = nullptr;
    glfwGetError(&what);
    return what ? what : "unknown reason";
}

WindowGeometry work_area(GLFWmonitor* monitor) {
    WindowGeometry area;
    glfwGetMonitorWorkarea(monitor, &area.x, &area.y, &area.width, &area.height);
    return area;
}

bool can_be_grabbed(const WindowGeometry& geometry, const WindowGeometry& area) {
    const int left = std::max(geometry.x, area.x);
    const int right = std::min(geometry.x + geometry.width, area.x + area.width);
    return right - left >= grab_width && geometry.y >= area.y - grab_height &&
           geometry.y + grab_height <= area.y + area.height;
}

/// Returns the saved geometry within the monitor where it can be grabbed; nothing if there is none.
std::optional<WindowGeometry> on_a_monitor(const WindowGeometry& saved) {
    int count = 0;
    GLFWmonitor** monitors = glfwGetMonitors(&count);
    for (GLFWmonitor* monitor : std::span(monitors, static_cast<std::size_t>(count)))
        if (const auto area = work_area(monitor); can_be_grabbed(saved, area))
            return clipped(saved, area);
    return std::nullopt;
}

/// Returns 1280x800 times the scale, or the work area of a smaller monitor. The desktop chooses the
/// position.
WindowGeometry first_geometry(std::optional<float> scale) {
    GLFWmonitor* monitor = glfwGetPrimaryMonitor();
    if (!monitor) return {0, 0, first_width, first_height, false};
    float monitor_scale = 1;
    glfwGetMonitorContentScale(monitor, &monitor_scale, nullptr);
    const float factor = scale.value_or(monitor_scale);
    const WindowGeometry area = work_area(monitor);
    const auto within = [&](int at_scale_1, int max_size) {
        return std::min(static_cast<int>(static_cast<float>(at_scale_1) * factor), max_size);
    };
    return {area.x, area.y, within(first_width, area.width), within(first_height, area.height),
            false};
}

void hint() {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);  // positioned first, shown later
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "Indaba");
    glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "indaba");
}

GLFWwindow* open_window(const WindowGeometry& geometry) {
    hint();
    glfwWindowHint(GLFW_MAXIMIZED, geometry.maximised ? GLFW_TRUE : GLFW_FALSE);
    GLFWwindow* window =
        glfwCreateWindow(std::max(geometry.width, min_width), std::max(geometry.height, min_height),
                         "Indaba", nullptr, nullptr);
    if (window) return window;
    const std::string why = last_error();
    glfwTerminate();
    throw std::runtime_error(
        fmt::format("The window cannot be opened ({}). It needs OpenGL 3.2, which a driver of the "
                    "graphics card "
                    "brings. The terminal client, indaba-cli, does not need it.",
                    why));
}

void connect_to_display() {
    forget_dead_window_manager();
    if (glfwInit()) return;
    throw std::runtime_error(
        fmt::format("There is no display ({}). The terminal client needs none: indaba-cli, or "
                    "./run cli in the source tree.",
                    last_error()));
}

}  // namespace

void check_display() {
    connect_to_display();
    glfwDestroyWindow(open_window({0, 0, min_width, min_height, false}));
    glfwTerminate();
}

NativeWindow::NativeWindow(const std::optional<WindowGeometry>& saved, std::optional<float> scale)
    : title_("Indaba") {
    connect_to_display();
    const auto usable = saved ? on_a_monitor(*saved) : std::nullopt;
    const WindowGeometry first = usable ? *usable : first_geometry(scale);
    kept_ = KeptGeometry(first);
    window_ = open_window(first);
    glfwSetWindowSizeLimits(window_, min_width, min_height, GLFW_DONT_CARE, GLFW_DONT_CARE);
    if (usable && !first.maximised) glfwSetWindowPos(window_, first.x, first.y);
    if (!first.maximised) fit_frame(window_);
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(0);  // the loop limits frames itself and never waits for a monitor
}

NativeWindow::~NativeWindow() {
    glfwDestroyWindow(window_);
    glfwTerminate();
}

/// Where the desktop counts in points, as macOS does, the backend makes pixels of them.
float NativeWindow::scale_of_monitor() const {
    float scale = 1;
    int width = 0, pixels = 0;
    glfwGetWindowContentScale(window_, &scale, nullptr);
    glfwGetWindowSize(window_, &width, nullptr);
    glfwGetFramebufferSize(window_, &pixels, nullptr);
    return width > 0 && pixels > 0 ? scale * static_cast<float>(width) / static_cast<float>(pixels)
                                   : scale;
}

bool NativeWindow::viewable() const {
    return glfwGetWindowAttrib(window_, GLFW_VISIBLE) != 0 &&
           glfwGetWindowAttrib(window_, GLFW_ICONIFIED) == 0;
}

bool NativeWindow::focused() const { return glfwGetWindowAttrib(window_, GLFW_FOCUSED) != 0; }

void NativeWindow::observe() {
    if (!viewable()) return;
    WindowGeometry now;
    now.maximised = glfwGetWindowAttrib(window_, GLFW_MAXIMIZED) != 0;
    glfwGetWindowPos(window_, &now.x, &now.y);
    glfwGetWindowSize(window_, &now.width, &now.height);
    kept_.observe(now, std::chrono::steady_clock::now());
}

WindowGeometry NativeWindow::geometry() {
    observe();
    return kept_.value();
}

void NativeWindow::show() { glfwShowWindow(window_); }

void NativeWindow::hide() { glfwHideWindow(window_); }

void NativeWindow::set_title(const std::string& title) {
    if (title == title_) return;
    title_ = title;
    glfwSetWindowTitle(window_, title.c_str());
}

void NativeWindow::bring_to_front() {
    if (glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != 0) glfwRestoreWindow(window_);
    glfwShowWindow(window_);
    glfwFocusWindow(window_);
    glfwRequestWindowAttention(window_);  // for desktops that refuse the focus
}

void NativeWindow::request_attention() { glfwRequestWindowAttention(window_); }

}  // namespace indaba::ui

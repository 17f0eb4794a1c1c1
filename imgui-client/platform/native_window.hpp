#pragma once
/// The window of the desktop with its OpenGL context, geometry and visibility. Neither draws nor
/// handles input: window.cpp does both.
#include <optional>
#include <string>

#include "common/client/home/settings.hpp"
#include "imgui-client/platform/kept_geometry.hpp"

struct GLFWwindow;

namespace indaba::ui {

/// Throws std::runtime_error with a sentence when no window can be opened here. Shows nothing.
void check_display();

class NativeWindow {
 public:
    /// Opens a hidden window at the saved geometry if that is on a monitor, else at the default
    /// size times `scale` (or the monitor's scale). Throws std::runtime_error with a sentence.
    NativeWindow(const std::optional<client::WindowGeometry>& saved, std::optional<float> scale);
    ~NativeWindow();
    NativeWindow(const NativeWindow&) = delete;
    NativeWindow& operator=(const NativeWindow&) = delete;

    GLFWwindow* handle() const { return window_; }
    /// Returns the content scale, 1 for 96 dpi, in the units of the window's size.
    float scale_of_monitor() const;
    /// Returns whether the window is mapped and not iconified. Queries the desktop.
    bool viewable() const;
    bool focused() const;
    /// Notes the geometry of now. Called whenever it may have changed.
    void observe();
    /// Returns the geometry for the next start.
    client::WindowGeometry geometry();

    void show();
    void hide();
    void set_title(const std::string& title);
    void bring_to_front();
    /// Marks the window in the task bar, for a new whisper.
    void request_attention();

 private:
    GLFWwindow* window_ = nullptr;
    KeptGeometry kept_{client::WindowGeometry{}};
    std::string title_;
};

}  // namespace indaba::ui

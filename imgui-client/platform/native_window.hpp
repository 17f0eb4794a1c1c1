#pragma once
/// The window as the desktop has it: opens with an OpenGL context, knows its geometry and whether
/// anybody can see it. Draws nothing and takes no input: window.cpp does.
#include <optional>
#include <string>

#include "common/client/home/settings.hpp"

struct GLFWwindow;

namespace indaba::ui {

class NativeWindow {
 public:
    /// Where it was saved, else in the size of a first start; `scale`: else that of the monitor.
    /// Not shown yet. Throws std::runtime_error with a sentence.
    NativeWindow(const std::optional<client::WindowGeometry>& saved, std::optional<float> scale);
    ~NativeWindow();
    NativeWindow(const NativeWindow&) = delete;
    NativeWindow& operator=(const NativeWindow&) = delete;

    GLFWwindow* handle() const { return window_; }
    /// 1 for 96 dpi.
    float scale_of_monitor() const;
    /// Neither iconified nor taken off the screen. Asks the desktop each time.
    bool viewable() const;
    bool focused() const;
    client::WindowGeometry geometry() const;

    void show();
    void hide();
    void set_title(const std::string& title);
    void bring_to_front();
    /// Something is waiting that was said to nobody else.
    void request_attention();

 private:
    GLFWwindow* window_ = nullptr;
    client::WindowGeometry normal_;  // the last one that was not maximised
    std::string title_;
};

}  // namespace indaba::ui

#pragma once
/// Gets Windows' messages to the program's window before GLFW does, which hands on only some of
/// them, and some wrongly. Only *_windows.cpp files include it.
#include <functional>

#include "common/base/windows_api_windows.hpp"

struct GLFWwindow;

namespace indaba::ui {

class MessageHook {
 public:
    /// Returns true for a message that nobody else shall get.
    using Handle = std::function<bool(UINT message, WPARAM parameter)>;

    MessageHook(GLFWwindow* window, Handle handle);
    ~MessageHook();
    MessageHook(const MessageHook&) = delete;
    MessageHook& operator=(const MessageHook&) = delete;

    HWND window() const { return window_; }

 private:
    static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM parameter, LPARAM other);

    HWND window_;
    Handle handle_;
};

}  // namespace indaba::ui

#pragma once
/// The end of the desktop's session, when Windows ends the process without a signal. Implemented in
/// session_end_posix.cpp and session_end_windows.cpp.
#include <functional>
#include <memory>

struct GLFWwindow;

namespace indaba::ui {

class SessionEnd {
 public:
    /// From now on calls `leave` when the session ends, from within GLFW's waiting for events. What
    /// `leave` has not done when it returns may never be done.
    SessionEnd(GLFWwindow* window, std::function<void()> leave);
    ~SessionEnd();
    SessionEnd(const SessionEnd&) = delete;
    SessionEnd& operator=(const SessionEnd&) = delete;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

#pragma once
/// The window's loop while Windows holds it: as long as the user drags the title bar or an edge, or
/// has the window's menu open, GLFW's waiting for events does not return. Implemented in
/// held_loop_posix.cpp and held_loop_windows.cpp.
#include <functional>
#include <memory>

struct GLFWwindow;

namespace indaba::ui {

class HeldLoop {
 public:
    /// From now on calls `turn` some times a second while the loop is held.
    HeldLoop(GLFWwindow* window, std::function<void()> turn);
    ~HeldLoop();
    HeldLoop(const HeldLoop&) = delete;
    HeldLoop& operator=(const HeldLoop&) = delete;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace indaba::ui

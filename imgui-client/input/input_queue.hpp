#pragma once
/// Between GLFW's events and ImGui's state. ImGui 1.86 knows only what is held down in a frame, so
/// a key pressed and released between two frames would be lost: events wait here, in order, and a
/// frame gets as many of them as it can tell apart. Knows neither the window nor the views.
#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <variant>

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {

class InputQueue {
 public:
    /// Beyond, input is dropped: nobody sits at a window that draws nothing for so long.
    static constexpr std::size_t max_events = 4096;

    struct Key {
        int key = 0;  // GLFW's number, as the keyboard's layout has it
        bool down = false;
        int modifiers = 0;  // GLFW's bits
    };
    struct Character {
        char32_t code_point = 0;
    };
    struct Button {
        int button = 0;
        bool down = false;
    };
    struct Move {
        std::optional<ImVec2> to;  // nothing: the mouse has left
    };
    struct Wheel {
        float x = 0, y = 0;
    };
    using Event = std::variant<Key, Character, Button, Move, Wheel>;

    void push(const Event& event);
    /// What is left wants another frame.
    bool empty() const { return events_.empty(); }
    /// For one frame: after the backend's NewFrame, before ImGui's.
    void deliver_frame(ImGuiIO& io);

 private:
    /// What a frame has been given so far.
    struct Frame {
        std::array<bool, compat::max_keys> keys{};
        int modifiers = 0;
        bool typed = false;  // a character, or the key of one
        bool full = false;
    };
    bool fits(const Event& event, const Frame& frame) const;
    void apply(const Key& key, Frame& frame, ImGuiIO& io);
    void apply(const Character& character, Frame& frame, ImGuiIO& io) const;
    void apply(const Button& button, Frame& frame, ImGuiIO& io);
    void apply(const Move& move, Frame& frame, ImGuiIO& io);
    void apply(const Wheel& wheel, Frame& frame, ImGuiIO& io) const;
    void release_all(ImGuiIO& io);

    std::deque<Event> events_;
    bool dropped_ = false;  // what was let go may be among it: nothing is held when all is told
    std::optional<ImVec2> mouse_;
    std::array<bool, compat::max_keys> held_{};
    std::array<bool, 5> buttons_{};
};

}  // namespace indaba::ui

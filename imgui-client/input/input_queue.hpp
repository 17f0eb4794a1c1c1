#pragma once
/// Queues GLFW's events for ImGui. ImGui 1.86 sees only the state of each frame, so a key pressed
/// and released between two frames would be lost: events wait here, in order, and a frame gets as
/// many of them as it can tell apart. Knows neither the window nor the views.
#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <variant>

#include "imgui-client/input/compat.hpp"

namespace indaba::ui {

class InputQueue {
 public:
    /// Events beyond this are dropped: a window that has drawn no frame for so long has no user.
    static constexpr std::size_t max_events = 4096;

    struct Key {
        int key = 0;  // GLFW's number, as the keyboard's layout has it
        bool down = false;
        int modifiers = 0;      // GLFW's bits
        bool repeated = false;  // by the desktop, while it is held
        /// The number of a key pad's key that types, when `key` is the one that moves. A character
        /// that comes with the press says that it types: Num Lock and Shift count as the layout
        /// has them. 0: the key has one meaning.
        int if_typed = 0;
    };
    struct Character {
        char32_t code_point = 0;
    };
    struct Button {
        int button = 0;
        bool down = false;
    };
    struct Move {
        std::optional<ImVec2> to;  // nullopt: the mouse has left the window
    };
    struct Wheel {
        float x = 0, y = 0;
    };
    using Event = std::variant<Key, Character, Button, Move, Wheel>;

    void push(const Event& event);
    /// False: another frame is needed.
    bool empty() const { return events_.empty(); }
    /// Applies the events of one frame. Call it after the backend's NewFrame and before ImGui's.
    void deliver_frame(ImGuiIO& io);

 private:
    /// The input that this frame has got so far.
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
    bool dropped_ =
        false;  // a release may be among the dropped events: all keys are released at the end
    std::optional<ImVec2> mouse_;
    std::array<bool, compat::max_keys> held_{};
    std::array<bool, 5> buttons_{};
};

}  // namespace indaba::ui

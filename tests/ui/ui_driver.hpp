#pragma once
/// A headless screen: draws ImGui frames without a window, simulates mouse and keyboard, and
/// returns the texts and marks that the views drew. For tests and benchmarks; uses no GLFW, no
/// OpenGL and no network.
///
///     UiDriver screen(1280, 800);
///     screen.draws([&] { draw_connect(view_state, all, state, intents); });
///     screen.type("ann");
///     screen.click("join");
///     CHECK(screen.shows("Connecting"));
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui-client/input/compat.hpp"
#include "imgui-client/widgets/paint.hpp"

struct ImGuiContext;

namespace indaba::test {

/// Keys held while another is pressed or the mouse is clicked.
struct With {
    bool ctrl = false, shift = false, alt = false;
};
inline constexpr With with_ctrl{true, false, false};
inline constexpr With with_shift{false, true, false};
inline constexpr With with_alt{false, false, true};
inline constexpr With with_ctrl_shift{true, true, false};

class UiDriver {
 public:
    /// Views draw into the current ImGui window. By default it is a bare one that fills the
    /// display; draw_screen() opens its own.
    enum class Root { window, none };

    /// The size of the display in pixels, at any scale.
    explicit UiDriver(float width = 1280, float height = 800, float scale = 1,
                      ui::Theme theme = ui::Theme::dark);
    ~UiDriver();
    UiDriver(const UiDriver&) = delete;
    UiDriver& operator=(const UiDriver&) = delete;

    /// Sets the function that draws each frame from now on, and draws two frames.
    void draws(std::function<void()> draw, Root root = Root::window);
    /// Draws one frame, 1/60 s after the one before.
    void frame();
    void frames(int count);
    /// Draws one frame with another function.
    void frame(const std::function<void()>& draw, Root root = Root::window);
    void advance(double seconds);
    void resize(float width, float height);
    ui::Rect display() const;

    // The mouse. Each function draws the frames it needs; the last one is after the event.
    void hover(std::string_view mark);
    void hover_at(ImVec2 point);
    void click(std::string_view mark, With with = {});
    void click_at(ImVec2 point, With with = {});
    void right_click(std::string_view mark);
    void right_click_at(ImVec2 point);
    void double_click(std::string_view mark);
    void double_click_at(ImVec2 point);
    void triple_click_at(ImVec2 point);
    void middle_click_at(ImVec2 point);
    /// Presses at `from`, moves to `to` in steps and releases there.
    void drag(ImVec2 from, ImVec2 to);
    /// The same in two parts: the mouse rests at `to` until it is released.
    void begin_drag(ImVec2 from, ImVec2 to);
    void end_drag();
    /// Turns the wheel at the mouse; up is positive, as in ImGui.
    void wheel(float lines);

    // The keyboard and the clipboard.
    void press(ui::KeyboardKey key, With with = {});
    void type(std::string_view utf8);
    /// Puts `text` into the clipboard and presses Ctrl+V.
    void paste(std::string text);
    const std::string& clipboard() const { return clipboard_; }
    /// Holds a key down until it is released. The desktop repeats it when `repeat` is called.
    void hold_down(ui::KeyboardKey key);
    void repeat(ui::KeyboardKey key);
    void let_go(ui::KeyboardKey key);
    /// The primary selection: what is selected.
    std::string& primary() { return primary_; }

    // The texts and marks of the last frame.
    /// Stops recording, for benchmarks.
    void record_nothing() { ui::paint::record = nullptr; }
    const ui::paint::Record& record() const { return record_; }
    /// Returns all visible texts, one per line, with the characters that slots stand for.
    std::string texts() const;
    /// Returns whether `text` is visible, in one text or in adjacent ones (a wrapped line).
    bool shows(std::string_view text) const;
    /// Returns how often `text` is visible.
    int count(std::string_view text) const;
    bool has(std::string_view mark) const;
    /// Returns the area of a mark. Throws with the names of all marks when there is none of that
    /// name.
    ui::Rect mark(std::string_view name) const;
    /// Returns the first visible text that contains `text`; throws when there is none.
    const ui::paint::Record::Text& text(std::string_view text) const;

 private:
    void begin_frame();
    void end_frame();
    void button(int number, ImVec2 point, With with, int times);
    void hold(With with);

    ImGuiContext* context_;
    std::function<void()> draw_ = [] {};
    Root root_ = Root::window;
    ui::paint::Record record_;
    std::string clipboard_, primary_;
    double step_ = 1.0 / 60;
};

}  // namespace indaba::test

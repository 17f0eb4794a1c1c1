#include "imgui-client/input/input_queue.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cfloat>
#include <utility>

#include "imgui-client/display_text/display_text.hpp"

namespace indaba::ui {
namespace {

constexpr int command_modifiers = GLFW_MOD_CONTROL | GLFW_MOD_ALT | GLFW_MOD_SUPER;

bool known(int key) { return key >= 0 && key < compat::max_keys; }

bool is_modifier(int key) { return key >= GLFW_KEY_LEFT_SHIFT && key <= GLFW_KEY_RIGHT_SUPER; }

bool is_shift(int key) { return key == GLFW_KEY_LEFT_SHIFT || key == GLFW_KEY_RIGHT_SHIFT; }

bool brings_character(int key) {
    const bool keypad = key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_EQUAL;
    return (key >= GLFW_KEY_SPACE && key <= GLFW_KEY_WORLD_2) ||
           (keypad && key != GLFW_KEY_KP_ENTER);
}

/// Returns whether the key acts on the text as it is: Enter, an arrow, Ctrl+V.
bool is_command(const InputQueue::Key& key) {
    return key.down && !is_modifier(key.key) &&
           (!brings_character(key.key) || (key.modifiers & command_modifiers) != 0);
}

/// Returns whether only the key's character matters. Space also presses buttons, so it is excluded.
bool only_types(const InputQueue::Key& key) {
    return brings_character(key.key) && key.key != GLFW_KEY_SPACE && !is_command(key);
}

}  // namespace

/// Appends the event; a move replaces the move before it.
void InputQueue::push(const Event& event) {
    Key* key = events_.empty() ? nullptr : std::get_if<Key>(&events_.back());
    if (key && key->down && key->if_typed != 0 && std::holds_alternative<Character>(event))
        key->key = std::exchange(key->if_typed, 0);
    const bool moves = std::holds_alternative<Move>(event);
    if (moves && !events_.empty() && std::holds_alternative<Move>(events_.back())) {
        events_.back() = event;
    } else if (events_.size() < max_events) {
        events_.push_back(event);
    } else {
        dropped_ = true;
    }
}

void InputQueue::deliver_frame(ImGuiIO& io) {
    Frame frame;
    compat::forget_repeated();
    while (!events_.empty() && fits(events_.front(), frame)) {
        std::visit([&](const auto& event) { apply(event, frame, io); }, events_.front());
        events_.pop_front();
    }
    if (events_.empty() && dropped_) {
        release_all(io);
        dropped_ = false;
    }
    const auto held = [&](std::size_t left, std::size_t right, int bit) {
        return held_[left] || held_[right] || (frame.modifiers & bit) != 0;
    };
    compat::set_modifiers(io,
                          {held(GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL, GLFW_MOD_CONTROL),
                           held(GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT, GLFW_MOD_SHIFT),
                           held(GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT, GLFW_MOD_ALT),
                           held(GLFW_KEY_LEFT_SUPER, GLFW_KEY_RIGHT_SUPER, GLFW_MOD_SUPER)});
    io.MousePos = mouse_.value_or(ImVec2(-FLT_MAX, -FLT_MAX));
    std::ranges::copy(buttons_, io.MouseDown);
}

/// Returns whether the frame can take `event`. A click or a command ends a frame, so that it meets
/// the mouse, the modifiers and the text as they were. A key changes at most once in a frame, and a
/// command waits for the characters typed before it.
bool InputQueue::fits(const Event& event, const Frame& frame) const {
    if (frame.full) return false;
    const Key* key = std::get_if<Key>(&event);
    if (!key || !known(key->key)) return true;
    if (frame.keys[static_cast<std::size_t>(key->key)] && !only_types(*key)) return false;
    const bool makes_commands = key->down && is_modifier(key->key) && !is_shift(key->key);
    return !frame.typed || (!is_command(*key) && !makes_commands);
}

void InputQueue::release_all(ImGuiIO& io) {
    for (int key = 0; key < compat::max_keys; ++key)
        if (std::exchange(held_[static_cast<std::size_t>(key)], false))
            compat::set_key(io, key, false);
    buttons_.fill(false);
}

void InputQueue::apply(const Key& key, Frame& frame, ImGuiIO& io) {
    if (!known(key.key)) return;
    if (!key.down && known(key.if_typed) &&
        std::exchange(held_[static_cast<std::size_t>(key.if_typed)], false))
        compat::set_key(io, key.if_typed, false);
    compat::set_key(io, key.key, key.down);
    if (key.repeated && held_[static_cast<std::size_t>(key.key)]) compat::set_repeated(key.key);
    held_[static_cast<std::size_t>(key.key)] = key.down;
    frame.keys[static_cast<std::size_t>(key.key)] = true;
    frame.typed = frame.typed || (key.down && brings_character(key.key));
    if (!is_command(key)) return;
    // Modifiers come with each event, also those of sticky keys, which are not held down.
    frame.modifiers = key.modifiers;
    frame.full = true;
}

void InputQueue::apply(const Character& character, Frame& frame, ImGuiIO& io) const {
    compat::type_character(io, character.code_point);
    frame.typed = true;
}

void InputQueue::apply(const Button& button, Frame& frame, ImGuiIO&) {
    if (button.button < 0 || button.button >= static_cast<int>(buttons_.size())) return;
    buttons_[static_cast<std::size_t>(button.button)] = button.down;
    frame.full = true;
}

/// The mouse stays where it was while a button is held: a drag goes on outside of the window.
void InputQueue::apply(const Move& move, Frame&, ImGuiIO&) {
    const bool dragging = std::ranges::find(buttons_, true) != buttons_.end();
    if (move.to || !dragging) mouse_ = move.to;
}

void InputQueue::apply(const Wheel& wheel, Frame&, ImGuiIO& io) const {
    io.MouseWheel += wheel.y;
    io.MouseWheelH += wheel.x;
}

}  // namespace indaba::ui

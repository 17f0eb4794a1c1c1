#pragma once
/// One interface to the keys, the clipboard and the renderer's texture of Dear ImGui 1.86 (Debian
/// 12) to 1.92. No other code depends on ImGui's version.
#include <string>

#include "imgui.h"

namespace indaba::ui {

enum class KeyboardKey {
    tab,
    left,
    right,
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    insert,
    del,
    backspace,
    space,
    enter,
    keypad_enter,
    escape,
    f1,
    f3,
    f6,
    a,
    c,
    e,
    f,
    g,
    k,
    l,
    m,
    q,
    r,
    v,
    x,
    y,
    z,
    comma,
    minus,
    equal,
    zero
};

namespace compat {

/// Returns whether `key` was pressed in this frame; with `repeat`, also when the desktop repeated
/// it. ImGui's own clock repeats nothing: a desktop may repeat slowly, or not at all.
bool key_pressed(KeyboardKey key, bool repeat = false);
/// Marks the key with GLFW's number `number` as repeated in this frame; the other one ends the
/// marks of the frame before.
void set_repeated(int number);
void forget_repeated();
/// Returns whether `key` is held down in this frame. For tests.
bool key_down(KeyboardKey key);
/// Presses or releases `key`. For the headless driver of tests.
void set_key(KeyboardKey key, bool down);
/// Marks `key` as repeated in the next frame. For the headless driver of tests.
void set_repeated(KeyboardKey key);
/// Presses or releases the key with GLFW's number `number`, from 0 to max_keys - 1.
constexpr int max_keys = 512;
void set_key(ImGuiIO& io, int number, bool down);
/// Returns whether the left button, which was released in this frame, has clicked once: the mouse
/// moved by less than `distance` pixels since the press, and the press was no second one.
bool clicked_in_place(float distance);
struct Modifiers {
    bool ctrl = false, shift = false, alt = false, super = false;
};
void set_modifiers(ImGuiIO& io, const Modifiers& held);

/// Types a character in the next frame. ImGui's characters have 16 bits in most builds; one above
/// U+FFFF goes as two surrogates.
void type_character(ImGuiIO& io, char32_t character);
/// Returns the characters typed in this frame, without controls.
std::u32string typed_characters();

/// Makes ImGui apply all queued input in the next frame. Call it once for each context.
void deliver_all_input_at_once();

/// Sets the functions that read and write the clipboard; both get `owner`. A text that was read
/// stays valid until the next reading.
using ReadClipboard = const char* (*)(void* owner);
using WriteClipboard = void (*)(void* owner, const char* text);
void use_clipboard(void* owner, ReadClipboard read, WriteClipboard write);
/// The same for the primary selection of X11: what is selected, which the middle button pastes.
/// Without these functions it is empty.
void use_primary(void* owner, ReadClipboard read, WriteClipboard write);
void set_primary(const std::string& text);
std::string primary();
/// Pretends that a renderer has the texture of the fonts. The headless driver calls it before the
/// first frame and after each.
void mark_textures_uploaded();
void set_clipboard(const std::string& text);
std::string clipboard();

}  // namespace compat
}  // namespace indaba::ui

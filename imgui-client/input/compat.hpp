#pragma once
/// What differs between Dear ImGui 1.86 (Debian 12) and 1.92: keys, the clipboard, the texture of a
/// renderer. Glyphs differ too: fonts_atlas.cpp, fonts_loader.cpp. Nothing else asks for the
/// version.
#include <string>

#include "imgui.h"

namespace indaba::ui {

enum class Key {
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
    f6,
    menu,
    a,
    c,
    e,
    k,
    l,
    q,
    r,
    v,
    x,
    y,
    z,
    minus,
    equal,
    zero
};

namespace compat {

/// Pressed in this frame; `repeat` also when held.
bool key_pressed(Key key, bool repeat = false);
/// For tests: held down in this frame.
bool key_down(Key key);
/// For the headless driver: how `key` is held down or let go.
void set_key(Key key, bool down);
/// For the window: the same by GLFW's number, from 0 to max_keys - 1; also keys no view asks for.
constexpr int max_keys = 512;
void set_key(ImGuiIO& io, int number, bool down);
struct Modifiers {
    bool ctrl = false, shift = false, alt = false, super = false;
};
void set_modifiers(ImGuiIO& io, const Modifiers& held);

/// Call once for each context: what came since the last frame counts in the next one as a whole.
void deliver_all_input_at_once();

/// Where the clipboard is. `owner` is handed to both; what was read stays until the next reading.
using ReadClipboard = const char* (*)(void* owner);
using WriteClipboard = void (*)(void* owner, const char* text);
void use_clipboard(void* owner, ReadClipboard read, WriteClipboard write);
/// For the headless driver: says before the first frame and after each that a renderer has the
/// texture of the fonts.
void mark_textures_uploaded();
void set_clipboard(const std::string& text);
std::string clipboard();

}  // namespace compat
}  // namespace indaba::ui

#pragma once
/// What differs between Dear ImGui 1.86 (Debian 12) and 1.92: keys, the clipboard, child windows.
/// Fonts differ too; that lives in fonts.cpp. Nothing else asks for IMGUI_VERSION_NUM.
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
    f2,
    f6,
    a,
    c,
    e,
    k,
    l,
    q,
    r,
    v,
    w,
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
/// For the headless driver: how `key` is held down or let go.
void set_key(Key key, bool down);
void set_clipboard(const std::string& text);
std::string clipboard();

}  // namespace compat
}  // namespace indaba::ui

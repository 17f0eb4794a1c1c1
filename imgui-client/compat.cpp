#include "imgui-client/compat.hpp"

#include <array>
#include <cstddef>

namespace indaba::ui::compat {
namespace {

struct KeyName {
    Key key;
#if IMGUI_VERSION_NUM >= 18700
    ImGuiKey index;
#else
    int index;
#endif
};

#if IMGUI_VERSION_NUM >= 18700
constexpr std::array names{
    KeyName{Key::tab, ImGuiKey_Tab},
    KeyName{Key::left, ImGuiKey_LeftArrow},
    KeyName{Key::right, ImGuiKey_RightArrow},
    KeyName{Key::up, ImGuiKey_UpArrow},
    KeyName{Key::down, ImGuiKey_DownArrow},
    KeyName{Key::page_up, ImGuiKey_PageUp},
    KeyName{Key::page_down, ImGuiKey_PageDown},
    KeyName{Key::home, ImGuiKey_Home},
    KeyName{Key::end, ImGuiKey_End},
    KeyName{Key::insert, ImGuiKey_Insert},
    KeyName{Key::del, ImGuiKey_Delete},
    KeyName{Key::backspace, ImGuiKey_Backspace},
    KeyName{Key::space, ImGuiKey_Space},
    KeyName{Key::enter, ImGuiKey_Enter},
    KeyName{Key::keypad_enter, ImGuiKey_KeypadEnter},
    KeyName{Key::escape, ImGuiKey_Escape},
    KeyName{Key::f1, ImGuiKey_F1},
    KeyName{Key::f2, ImGuiKey_F2},
    KeyName{Key::f6, ImGuiKey_F6},
    KeyName{Key::a, ImGuiKey_A},
    KeyName{Key::c, ImGuiKey_C},
    KeyName{Key::e, ImGuiKey_E},
    KeyName{Key::k, ImGuiKey_K},
    KeyName{Key::l, ImGuiKey_L},
    KeyName{Key::q, ImGuiKey_Q},
    KeyName{Key::r, ImGuiKey_R},
    KeyName{Key::v, ImGuiKey_V},
    KeyName{Key::w, ImGuiKey_W},
    KeyName{Key::x, ImGuiKey_X},
    KeyName{Key::y, ImGuiKey_Y},
    KeyName{Key::z, ImGuiKey_Z},
    KeyName{Key::minus, ImGuiKey_Minus},
    KeyName{Key::equal, ImGuiKey_Equal},
    KeyName{Key::zero, ImGuiKey_0},
};
#else
// Dear ImGui 1.86 takes whatever numbers its backend uses; these are GLFW 3's (GLFW/glfw3.h,
// GLFW_KEY_*), which never change. Printable keys are their ASCII capitals.
constexpr std::array names{
    KeyName{Key::tab, 258},       KeyName{Key::left, 263},  KeyName{Key::right, 262},
    KeyName{Key::up, 265},        KeyName{Key::down, 264},  KeyName{Key::page_up, 266},
    KeyName{Key::page_down, 267}, KeyName{Key::home, 268},  KeyName{Key::end, 269},
    KeyName{Key::insert, 260},    KeyName{Key::del, 261},   KeyName{Key::backspace, 259},
    KeyName{Key::space, 32},      KeyName{Key::enter, 257}, KeyName{Key::keypad_enter, 335},
    KeyName{Key::escape, 256},    KeyName{Key::f1, 290},    KeyName{Key::f2, 291},
    KeyName{Key::f6, 295},        KeyName{Key::a, 'A'},     KeyName{Key::c, 'C'},
    KeyName{Key::e, 'E'},         KeyName{Key::k, 'K'},     KeyName{Key::l, 'L'},
    KeyName{Key::q, 'Q'},         KeyName{Key::r, 'R'},     KeyName{Key::v, 'V'},
    KeyName{Key::w, 'W'},         KeyName{Key::x, 'X'},     KeyName{Key::y, 'Y'},
    KeyName{Key::z, 'Z'},         KeyName{Key::minus, '-'}, KeyName{Key::equal, '='},
    KeyName{Key::zero, '0'},
};
#endif

/// The table stands in the order of the enumeration.
constexpr bool in_order() {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].key != static_cast<Key>(i)) return false;
    return names.back().key == Key::zero;
}
static_assert(in_order());

auto index_of(Key key) { return names[static_cast<std::size_t>(key)].index; }

}  // namespace

bool key_pressed(Key key, bool repeat) { return ImGui::IsKeyPressed(index_of(key), repeat); }

void set_key(Key key, bool down) {
#if IMGUI_VERSION_NUM >= 18700
    ImGui::GetIO().AddKeyEvent(index_of(key), down);
#else
    ImGui::GetIO().KeysDown[index_of(key)] = down;
#endif
}

void set_clipboard(const std::string& text) { ImGui::SetClipboardText(text.c_str()); }

std::string clipboard() {
    const char* text = ImGui::GetClipboardText();
    return text ? text : "";
}

}  // namespace indaba::ui::compat

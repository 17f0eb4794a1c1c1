#include "imgui-client/input/compat.hpp"

#include <array>
#include <cstddef>

namespace indaba::ui::compat {
namespace {

/// The numbers are GLFW 3's (GLFW/glfw3.h, GLFW_KEY_*), which never change. Printable keys are
/// their ASCII capitals.
struct Numbered {
    Key key;
    int number;
};
constexpr std::array numbers{
    Numbered{Key::tab, 258},       Numbered{Key::left, 263},  Numbered{Key::right, 262},
    Numbered{Key::up, 265},        Numbered{Key::down, 264},  Numbered{Key::page_up, 266},
    Numbered{Key::page_down, 267}, Numbered{Key::home, 268},  Numbered{Key::end, 269},
    Numbered{Key::insert, 260},    Numbered{Key::del, 261},   Numbered{Key::backspace, 259},
    Numbered{Key::space, 32},      Numbered{Key::enter, 257}, Numbered{Key::keypad_enter, 335},
    Numbered{Key::escape, 256},    Numbered{Key::f1, 290},    Numbered{Key::f6, 295},
    Numbered{Key::a, 'A'},         Numbered{Key::c, 'C'},     Numbered{Key::e, 'E'},
    Numbered{Key::k, 'K'},         Numbered{Key::l, 'L'},     Numbered{Key::q, 'Q'},
    Numbered{Key::r, 'R'},         Numbered{Key::v, 'V'},     Numbered{Key::x, 'X'},
    Numbered{Key::y, 'Y'},         Numbered{Key::z, 'Z'},     Numbered{Key::minus, '-'},
    Numbered{Key::equal, '='},     Numbered{Key::zero, '0'},
};

/// A table stands in the order of the enumeration and holds all of it.
template <class Table>
constexpr bool in_order(const Table& table) {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].key != static_cast<Key>(i)) return false;
    return table.back().key == Key::zero;
}
static_assert(in_order(numbers));

constexpr int number_of(Key key) { return numbers[static_cast<std::size_t>(key)].number; }

#if IMGUI_VERSION_NUM >= 18900  // keys have names, and are told as events
struct Named {
    Key key;
    ImGuiKey name;
};
constexpr std::array names{
    Named{Key::tab, ImGuiKey_Tab},
    Named{Key::left, ImGuiKey_LeftArrow},
    Named{Key::right, ImGuiKey_RightArrow},
    Named{Key::up, ImGuiKey_UpArrow},
    Named{Key::down, ImGuiKey_DownArrow},
    Named{Key::page_up, ImGuiKey_PageUp},
    Named{Key::page_down, ImGuiKey_PageDown},
    Named{Key::home, ImGuiKey_Home},
    Named{Key::end, ImGuiKey_End},
    Named{Key::insert, ImGuiKey_Insert},
    Named{Key::del, ImGuiKey_Delete},
    Named{Key::backspace, ImGuiKey_Backspace},
    Named{Key::space, ImGuiKey_Space},
    Named{Key::enter, ImGuiKey_Enter},
    Named{Key::keypad_enter, ImGuiKey_KeypadEnter},
    Named{Key::escape, ImGuiKey_Escape},
    Named{Key::f1, ImGuiKey_F1},
    Named{Key::f6, ImGuiKey_F6},

    Named{Key::a, ImGuiKey_A},
    Named{Key::c, ImGuiKey_C},
    Named{Key::e, ImGuiKey_E},
    Named{Key::k, ImGuiKey_K},
    Named{Key::l, ImGuiKey_L},
    Named{Key::q, ImGuiKey_Q},
    Named{Key::r, ImGuiKey_R},
    Named{Key::v, ImGuiKey_V},
    Named{Key::x, ImGuiKey_X},
    Named{Key::y, ImGuiKey_Y},
    Named{Key::z, ImGuiKey_Z},
    Named{Key::minus, ImGuiKey_Minus},
    Named{Key::equal, ImGuiKey_Equal},
    Named{Key::zero, ImGuiKey_0},
};
static_assert(in_order(names));

ImGuiKey index_of(Key key) { return names[static_cast<std::size_t>(key)].name; }
#else  // whatever numbers the backend has
int index_of(Key key) { return number_of(key); }
#endif

}  // namespace

bool key_pressed(Key key, bool repeat) { return ImGui::IsKeyPressed(index_of(key), repeat); }
bool key_down(Key key) { return ImGui::IsKeyDown(index_of(key)); }

void set_key(Key key, bool down) { set_key(ImGui::GetIO(), number_of(key), down); }

#if IMGUI_VERSION_NUM >= 18900
void set_key(ImGuiIO& io, int number, bool down) {
    for (const Numbered& each : numbers)
        if (each.number == number) io.AddKeyEvent(index_of(each.key), down);
}

void set_modifiers(ImGuiIO& io, const Modifiers& held) {
    io.AddKeyEvent(ImGuiMod_Ctrl, held.ctrl);
    io.AddKeyEvent(ImGuiMod_Shift, held.shift);
    io.AddKeyEvent(ImGuiMod_Alt, held.alt);
    io.AddKeyEvent(ImGuiMod_Super, held.super);
}
#else
void set_key(ImGuiIO& io, int number, bool down) { io.KeysDown[number] = down; }

void set_modifiers(ImGuiIO& io, const Modifiers& held) {
    io.KeyCtrl = held.ctrl;
    io.KeyShift = held.shift;
    io.KeyAlt = held.alt;
    io.KeySuper = held.super;
}
#endif

#if IMGUI_VERSION_NUM >= 18700
void deliver_all_input_at_once() { ImGui::GetIO().ConfigInputTrickleEventQueue = false; }
#else
void deliver_all_input_at_once() {}
#endif

#if IMGUI_VERSION_NUM >= 19110
namespace {
struct Clipboard {
    void* owner = nullptr;
    ReadClipboard read = nullptr;
    WriteClipboard write = nullptr;
};
Clipboard desktop;
}  // namespace

void use_clipboard(void* owner, ReadClipboard read, WriteClipboard write) {
    desktop = {owner, read, write};
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Platform_GetClipboardTextFn = [](ImGuiContext*) {
        return desktop.read(desktop.owner);
    };
    platform.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
        desktop.write(desktop.owner, text);
    };
}
#else
void use_clipboard(void* owner, ReadClipboard read, WriteClipboard write) {
    ImGuiIO& io = ImGui::GetIO();
    io.ClipboardUserData = owner;
    io.GetClipboardTextFn = read;
    io.SetClipboardTextFn = write;
}
#endif

#if IMGUI_VERSION_NUM >= 19200
void mark_textures_uploaded() {
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        const bool leaves = texture->Status == ImTextureStatus_WantDestroy;
        texture->SetTexID(leaves ? ImTextureID_Invalid : ImTextureID{1});
        texture->SetStatus(leaves ? ImTextureStatus_Destroyed : ImTextureStatus_OK);
    }
}
#else
void mark_textures_uploaded() {
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
}
#endif

void set_clipboard(const std::string& text) { ImGui::SetClipboardText(text.c_str()); }

std::string clipboard() {
    const char* text = ImGui::GetClipboardText();
    return text ? text : "";
}

}  // namespace indaba::ui::compat

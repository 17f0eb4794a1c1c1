#include "imgui-client/input/compat.hpp"

#include <array>
#include <cstddef>

namespace indaba::ui::compat {
namespace {

/// The numbers are GLFW 3's (GLFW/glfw3.h, GLFW_KEY_*), which never change. Printable keys are
/// their ASCII capitals.
struct Numbered {
    KeyboardKey key;
    int number;
};
constexpr std::array numbers{
    Numbered{KeyboardKey::tab, 258},
    Numbered{KeyboardKey::left, 263},
    Numbered{KeyboardKey::right, 262},
    Numbered{KeyboardKey::up, 265},
    Numbered{KeyboardKey::down, 264},
    Numbered{KeyboardKey::page_up, 266},
    Numbered{KeyboardKey::page_down, 267},
    Numbered{KeyboardKey::home, 268},
    Numbered{KeyboardKey::end, 269},
    Numbered{KeyboardKey::insert, 260},
    Numbered{KeyboardKey::del, 261},
    Numbered{KeyboardKey::backspace, 259},
    Numbered{KeyboardKey::space, 32},
    Numbered{KeyboardKey::enter, 257},
    Numbered{KeyboardKey::keypad_enter, 335},
    Numbered{KeyboardKey::escape, 256},
    Numbered{KeyboardKey::f1, 290},
    Numbered{KeyboardKey::f3, 292},
    Numbered{KeyboardKey::f6, 295},
    Numbered{KeyboardKey::a, 'A'},
    Numbered{KeyboardKey::c, 'C'},
    Numbered{KeyboardKey::e, 'E'},
    Numbered{KeyboardKey::f, 'F'},
    Numbered{KeyboardKey::g, 'G'},
    Numbered{KeyboardKey::k, 'K'},
    Numbered{KeyboardKey::l, 'L'},
    Numbered{KeyboardKey::m, 'M'},
    Numbered{KeyboardKey::q, 'Q'},
    Numbered{KeyboardKey::r, 'R'},
    Numbered{KeyboardKey::v, 'V'},
    Numbered{KeyboardKey::x, 'X'},
    Numbered{KeyboardKey::y, 'Y'},
    Numbered{KeyboardKey::z, 'Z'},
    Numbered{KeyboardKey::comma, ','},
    Numbered{KeyboardKey::minus, '-'},
    Numbered{KeyboardKey::equal, '='},
    Numbered{KeyboardKey::zero, '0'},
};

/// A table stands in the order of the enumeration and holds all of it.
template <class Table>
constexpr bool in_order(const Table& table) {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].key != static_cast<KeyboardKey>(i)) return false;
    return table.back().key == KeyboardKey::zero;
}
static_assert(in_order(numbers));

constexpr int number_of(KeyboardKey key) { return numbers[static_cast<std::size_t>(key)].number; }

#if IMGUI_VERSION_NUM >= 18900  // keys have names, and are told as events
struct Named {
    KeyboardKey key;
    ImGuiKey name;
};
constexpr std::array names{
    Named{KeyboardKey::tab, ImGuiKey_Tab},
    Named{KeyboardKey::left, ImGuiKey_LeftArrow},
    Named{KeyboardKey::right, ImGuiKey_RightArrow},
    Named{KeyboardKey::up, ImGuiKey_UpArrow},
    Named{KeyboardKey::down, ImGuiKey_DownArrow},
    Named{KeyboardKey::page_up, ImGuiKey_PageUp},
    Named{KeyboardKey::page_down, ImGuiKey_PageDown},
    Named{KeyboardKey::home, ImGuiKey_Home},
    Named{KeyboardKey::end, ImGuiKey_End},
    Named{KeyboardKey::insert, ImGuiKey_Insert},
    Named{KeyboardKey::del, ImGuiKey_Delete},
    Named{KeyboardKey::backspace, ImGuiKey_Backspace},
    Named{KeyboardKey::space, ImGuiKey_Space},
    Named{KeyboardKey::enter, ImGuiKey_Enter},
    Named{KeyboardKey::keypad_enter, ImGuiKey_KeypadEnter},
    Named{KeyboardKey::escape, ImGuiKey_Escape},
    Named{KeyboardKey::f1, ImGuiKey_F1},
    Named{KeyboardKey::f3, ImGuiKey_F3},
    Named{KeyboardKey::f6, ImGuiKey_F6},

    Named{KeyboardKey::a, ImGuiKey_A},
    Named{KeyboardKey::c, ImGuiKey_C},
    Named{KeyboardKey::e, ImGuiKey_E},
    Named{KeyboardKey::f, ImGuiKey_F},
    Named{KeyboardKey::g, ImGuiKey_G},
    Named{KeyboardKey::k, ImGuiKey_K},
    Named{KeyboardKey::l, ImGuiKey_L},
    Named{KeyboardKey::m, ImGuiKey_M},
    Named{KeyboardKey::q, ImGuiKey_Q},
    Named{KeyboardKey::r, ImGuiKey_R},
    Named{KeyboardKey::v, ImGuiKey_V},
    Named{KeyboardKey::x, ImGuiKey_X},
    Named{KeyboardKey::y, ImGuiKey_Y},
    Named{KeyboardKey::z, ImGuiKey_Z},
    Named{KeyboardKey::comma, ImGuiKey_Comma},
    Named{KeyboardKey::minus, ImGuiKey_Minus},
    Named{KeyboardKey::equal, ImGuiKey_Equal},
    Named{KeyboardKey::zero, ImGuiKey_0},
};
static_assert(in_order(names));

ImGuiKey index_of(KeyboardKey key) { return names[static_cast<std::size_t>(key)].name; }
#else  // whatever numbers the backend has
int index_of(KeyboardKey key) { return number_of(key); }
#endif

}  // namespace

namespace {
std::array<bool, max_keys> repeated_keys{};
}

void set_repeated(int number) { repeated_keys[static_cast<std::size_t>(number)] = true; }
void set_repeated(KeyboardKey key) { set_repeated(number_of(key)); }
void forget_repeated() { repeated_keys.fill(false); }

bool key_pressed(KeyboardKey key, bool repeat) {
    return ImGui::IsKeyPressed(index_of(key), false) ||
           (repeat && repeated_keys[static_cast<std::size_t>(number_of(key))]);
}
bool key_down(KeyboardKey key) { return ImGui::IsKeyDown(index_of(key)); }

void set_key(KeyboardKey key, bool down) { set_key(ImGui::GetIO(), number_of(key), down); }

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

void type_character(ImGuiIO& io, char32_t character) {
    const bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (is_surrogate || character > 0x10FFFF) character = 0xFFFD;
    if (sizeof(ImWchar) == 2 && character > 0xFFFF) {
        io.InputQueueCharacters.push_back(static_cast<ImWchar>(0xD7C0 + (character >> 10)));
        character = 0xDC00 + (character & 0x3FF);
    }
    io.InputQueueCharacters.push_back(static_cast<ImWchar>(character));
}

std::u32string typed_characters() {
    std::u32string result;
    char32_t first = 0;  // of two surrogates
    for (const ImWchar each : ImGui::GetIO().InputQueueCharacters) {
        const auto unit = static_cast<char32_t>(each);
        if (unit >= 0xD800 && unit <= 0xDBFF) {
            first = unit;
        } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
            if (first != 0) result += 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
            first = 0;
        } else if (unit >= 0x20 && unit != 0x7F) {
            result += unit;
        }
    }
    return result;
}

bool clicked_in_place(float distance) {
    const ImGuiIO& io = ImGui::GetIO();
    return io.MouseClickedLastCount[ImGuiMouseButton_Left] < 2 &&
           io.MouseDragMaxDistanceSqr[ImGuiMouseButton_Left] < distance * distance;
}

#if IMGUI_VERSION_NUM >= 18700
void deliver_all_input_at_once() { ImGui::GetIO().ConfigInputTrickleEventQueue = false; }
#else
void deliver_all_input_at_once() {}
#endif

namespace {
struct Clipboard {
    void* owner = nullptr;
    ReadClipboard read = nullptr;
    WriteClipboard write = nullptr;
};
Clipboard primary_selection;
}  // namespace

#if IMGUI_VERSION_NUM >= 19110
namespace {
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

void use_primary(void* owner, ReadClipboard read, WriteClipboard write) {
    primary_selection = {owner, read, write};
}

void set_primary(const std::string& text) {
    if (primary_selection.write) primary_selection.write(primary_selection.owner, text.c_str());
}

std::string primary() {
    const char* text =
        primary_selection.read ? primary_selection.read(primary_selection.owner) : nullptr;
    return text ? text : "";
}

void set_clipboard(const std::string& text) { ImGui::SetClipboardText(text.c_str()); }

std::string clipboard() {
    const char* text = ImGui::GetClipboardText();
    return text ? text : "";
}

}  // namespace indaba::ui::compat

#include "imgui-client/views/keys.hpp"

#include <array>

namespace indaba::ui {
namespace {

struct Binding {
    Command command;
    Key key;
    bool ctrl = false, alt = false;
    bool repeat = false;
};

constexpr std::array bindings{
    Binding{Command::help, Key::f1},
    Binding{Command::next_pane, Key::f6},
    Binding{Command::everybody, Key::escape},
    Binding{Command::quit, Key::q, true},
    Binding{Command::retry, Key::r, true},
    Binding{Command::choose_person, Key::k, true},
    Binding{Command::edit_again, Key::e, true},
    Binding{Command::other_theme, Key::l, true},
    Binding{Command::previous_conversation, Key::up, false, true, true},
    Binding{Command::next_conversation, Key::down, false, true, true},
    Binding{Command::page_up, Key::page_up, false, false, true},
    Binding{Command::page_down, Key::page_down, false, false, true},
    Binding{Command::to_begin, Key::page_up, true},
    Binding{Command::to_end, Key::page_down, true},
    Binding{Command::larger, Key::equal, true, false, true},
    Binding{Command::smaller, Key::minus, true, false, true},
    Binding{Command::normal_size, Key::zero, true},
};

constexpr std::array lines{
    KeyLine{"Enter", "Say it"},
    KeyLine{"Shift+Enter", "Begin a new line"},
    KeyLine{"Up, Down", "Your own lines again, while the input is empty"},
    KeyLine{"Ctrl+Z, Ctrl+Y", "Undo, redo"},
    KeyLine{"Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut, paste"},
    KeyLine{"Ctrl+E", "Edit a refused message again"},
    KeyLine{"Ctrl+K", "Choose a person to whisper to"},
    KeyLine{"/w NAME TEXT", "Whisper without the list"},
    KeyLine{"/name NEW", "Take another name"},
    KeyLine{"/who, /quit, /help", "Who is here, leave, all commands"},
    KeyLine{"Esc", "Back to everybody, or to the input"},
    KeyLine{"Alt+Up, Alt+Down", "Previous, next conversation"},
    KeyLine{"PgUp, PgDn", "Scroll the messages"},
    KeyLine{"Ctrl+PgUp, Ctrl+PgDn", "Oldest, newest message"},
    KeyLine{"F6", "Next part of the window"},
    KeyLine{"Arrows, Home, End, Enter", "Choose in that part: a person, a message"},
    KeyLine{"Ctrl+R", "Connect again now"},
    KeyLine{"Ctrl+Plus, Ctrl+Minus, Ctrl+0", "Larger, smaller, normal size"},
    KeyLine{"Ctrl+L", "Light or dark colours"},
    KeyLine{"F1", "This list"},
    KeyLine{"Ctrl+Q", "Leave and close the window"},
};

}  // namespace

std::span<const KeyLine> key_lines() { return lines; }

std::optional<Command> pressed_command() {
    const ImGuiIO& io = ImGui::GetIO();
    for (const Binding& binding : bindings) {
        // '+' needs Shift on many keyboards.
        const bool shift_fits = !io.KeyShift || binding.key == Key::equal;
        if (binding.ctrl == io.KeyCtrl && binding.alt == io.KeyAlt && shift_fits &&
            compat::key_pressed(binding.key, binding.repeat))
            return binding.command;
    }
    return std::nullopt;
}

}  // namespace indaba::ui

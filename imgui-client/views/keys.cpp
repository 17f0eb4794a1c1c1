#include "imgui-client/views/keys.hpp"

#include <array>

namespace indaba::ui {
namespace {

struct Binding {
    Command command;
    KeyboardKey key;
    bool ctrl = false, alt = false;
    bool repeat = false;
    bool shift = false;
};

constexpr std::array bindings{
    Binding{Command::help, KeyboardKey::f1},
    Binding{Command::settings, KeyboardKey::comma, true},
    Binding{Command::next_pane, KeyboardKey::f6},
    Binding{Command::open_lobby, KeyboardKey::escape},
    Binding{Command::quit, KeyboardKey::q, true},
    Binding{Command::retry, KeyboardKey::r, true},
    Binding{Command::focus_people, KeyboardKey::k, true},
    Binding{Command::edit_refused, KeyboardKey::e, true},
    Binding{Command::search, KeyboardKey::f, true, false, false, true},
    Binding{Command::find, KeyboardKey::f, true},
    Binding{Command::older_found, KeyboardKey::f3, false, false, true},
    Binding{Command::newer_found, KeyboardKey::f3, false, false, true, true},
    Binding{Command::show_rooms, KeyboardKey::l, true, false, false, true},
    Binding{Command::room_menu, KeyboardKey::m, true},
    Binding{Command::go_to, KeyboardKey::g, true},
    Binding{Command::toggle_theme, KeyboardKey::l, true},
    Binding{Command::previous_conversation, KeyboardKey::up, false, true, true},
    Binding{Command::next_conversation, KeyboardKey::down, false, true, true},
    Binding{Command::page_up, KeyboardKey::page_up, false, false, true},
    Binding{Command::page_down, KeyboardKey::page_down, false, false, true},
    Binding{Command::to_begin, KeyboardKey::page_up, true},
    Binding{Command::to_end, KeyboardKey::page_down, true},
    Binding{Command::zoom_in, KeyboardKey::equal, true, false, true},
    Binding{Command::zoom_out, KeyboardKey::minus, true, false, true},
    Binding{Command::zoom_reset, KeyboardKey::zero, true},
};

constexpr std::array lines{
    KeyHelp{"Enter", "Send the message"},
    KeyHelp{"Shift+Enter", "Start a new line"},
    KeyHelp{"Up", "Edit your last message, while the input is empty"},
    KeyHelp{"Ctrl+Up, Ctrl+Down", "Recall your sent lines, while the input is empty"},
    KeyHelp{"Ctrl+Z, Ctrl+Y", "Undo, redo"},
    KeyHelp{"Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut, paste"},
    KeyHelp{"Ctrl+E", "Edit the last refused message"},
    KeyHelp{"Ctrl+K", "Choose a person to whisper to"},
    KeyHelp{"Ctrl+F", "Search the open conversation"},
    KeyHelp{"Ctrl+Shift+F", "Search all messages"},
    KeyHelp{"F3, Shift+F3", "Go to the older, newer found message"},
    KeyHelp{"Ctrl+Shift+L", "All rooms: find, join or make one"},
    KeyHelp{"Ctrl+M", "Menu of the room: topic, people, mute, leave"},
    KeyHelp{"Ctrl+G, /go WHERE, /date DAY", "Go to a date or a message"},
    KeyHelp{"/w NAME TEXT", "Whisper to a person by name"},
    KeyHelp{"/name NEW", "Change your name"},
    KeyHelp{"/who, /status", "List who is online, say where you are connected"},
    KeyHelp{"/quit, /help", "Leave, list the commands"},
    KeyHelp{"Esc", "Back to the input, then from a whisper to #lobby"},
    KeyHelp{"Alt+Up, Alt+Down", "Previous, next conversation"},
    KeyHelp{"PgUp, PgDn", "Scroll the messages"},
    KeyHelp{"Ctrl+PgUp, Ctrl+PgDn", "Oldest, newest message"},
    KeyHelp{"F6", "Next part of the window"},
    KeyHelp{"Arrows, Home, End, Enter", "Choose a room, a person or a message there"},
    KeyHelp{"Shift+Enter, Ctrl+E, Delete", "Answer, edit, delete the chosen message"},
    KeyHelp{"Ctrl+Shift+C", "Copy the link of the chosen message"},
    KeyHelp{"Ctrl+R", "Reconnect now"},
    KeyHelp{"Ctrl+Plus, Ctrl+Minus, Ctrl+0", "Larger, smaller, normal size"},
    KeyHelp{"Ctrl+L", "Light or dark colours"},
    KeyHelp{"F1, Ctrl+Comma", "This list, the settings"},
    KeyHelp{"Ctrl+Q", "Leave and close the window"},
};

}  // namespace

std::span<const KeyHelp> key_help() { return lines; }

std::optional<Command> pressed_command() {
    const ImGuiIO& io = ImGui::GetIO();
    for (const Binding& binding : bindings) {
        // '+' needs Shift on many keyboards.
        const bool shift_fits = io.KeyShift == binding.shift || binding.key == KeyboardKey::equal;
        if (binding.ctrl == io.KeyCtrl && binding.alt == io.KeyAlt && shift_fits &&
            compat::key_pressed(binding.key, binding.repeat))
            return binding.command;
    }
    return std::nullopt;
}

}  // namespace indaba::ui

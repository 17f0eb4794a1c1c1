#pragma once
/// The keys that work wherever the focus is, and the descriptions of all keys. The help and the
/// screen use the same tables.
#include <optional>
#include <span>
#include <string_view>

#include "imgui-client/display_text/display_text.hpp"
#include "imgui-client/input/compat.hpp"

namespace indaba::ui {

enum class Command {
    help,
    settings,
    quit,
    retry,
    next_pane,
    open_lobby,
    focus_people,
    search,
    find,
    older_found,
    newer_found,
    show_rooms,
    room_menu,
    go_to,
    previous_conversation,
    next_conversation,
    page_up,
    page_down,
    to_begin,
    to_end,
    edit_refused,
    zoom_in,
    zoom_out,
    zoom_reset,
    toggle_theme
};

struct KeyHelp {
    consteval KeyHelp(std::string_view key_names, std::string_view meaning)
        : keys(ours(key_names)), what(ours(meaning)) {}
    DisplayTextView keys;  // "Ctrl+Q"
    DisplayTextView what;  // "Leave and close the window"
};
/// Returns the lines of the help, including keys that single views handle (Enter, Shift+Enter...).
std::span<const KeyHelp> key_help();

/// Returns the command whose key was pressed in this frame.
std::optional<Command> pressed_command();

}  // namespace indaba::ui

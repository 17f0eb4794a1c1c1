#pragma once
/// Reads the clipboard and the primary selection of X11 with a time limit. GLFW waits for the
/// owner's answer as long as the owner hangs. Implemented in x11_selection_posix.cpp, with a
/// connection of its own for each reading.
#include <cstddef>
#include <optional>
#include <string>

struct GLFWwindow;

namespace indaba::ui {

enum class Selection { clipboard, primary };

struct SelectionText {
    std::string text;
    /// Why there is no text although a program offers something.
    enum class Failure { none, no_answer, no_text };
    Failure failure = Failure::none;
};

/// Returns the text that another program offers, at most `max_bytes` of it; empty if there is none.
/// Returns nothing if `window` owns the selection itself, or without X11: GLFW knows it then.
std::optional<SelectionText> read_selection(GLFWwindow* window, Selection which,
                                            std::size_t max_bytes);
/// Offer `text` to other programs. Without X11 there is no primary selection.
void write_clipboard(GLFWwindow* window, const char* text);
void write_primary(const char* text);
/// Returns the primary selection that this program offers.
std::string own_primary();

/// Forgets a window manager that has ended without removing its mark from the screen. GLFW 3.3.8
/// takes the mark for a living one and aborts.
void forget_dead_window_manager();

}  // namespace indaba::ui

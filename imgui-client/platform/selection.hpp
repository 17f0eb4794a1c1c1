#pragma once
/// Reads and offers the clipboard and, on X11, the primary selection. GLFW waits for the owner of a
/// selection as long as the owner hangs, and gives up at once when another program has opened the
/// clipboard of Windows; here both have a time limit. Implemented in selection_posix.cpp, with a
/// connection to X11 of its own for each reading, and in selection_windows.cpp.
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
/// Returns nothing if GLFW knows it: if `window` owns the selection itself, and on other systems.
std::optional<SelectionText> read_selection(GLFWwindow* window, Selection which,
                                            std::size_t max_bytes);
/// Offer `text` to other programs. Only X11 has a primary selection.
void write_clipboard(GLFWwindow* window, const char* text);
void write_primary(const char* text);
/// Returns the primary selection that this program offers.
std::string own_primary();

/// Forgets a window manager that has ended without removing its mark from the screen. GLFW 3.3.8
/// takes the mark for a living one and aborts. Only X11 has such marks.
void forget_dead_window_manager();

}  // namespace indaba::ui

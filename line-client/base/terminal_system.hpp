#pragma once
/// The part of the terminal that differs between systems: terminal_posix.cpp and
/// terminal_windows.cpp implement it. Only terminal.hpp includes it.
#include <cstddef>

#include "common/base/descriptor.hpp"
#include "common/client/connection/connection.hpp"

namespace indaba::line {

/// Call it first. From then on Ctrl-C, and what else ends a program politely, only requests a stop
/// (stop_signal.hpp), and a reader that has gone is an error of the write. Throws
/// std::runtime_error with a sentence.
void prepare_terminal();

bool stdin_is_terminal();
bool stdout_is_terminal();
/// Returns true when stdout is a terminal that shows faint letters, and NO_COLOR is not set.
bool stdout_has_styles();

/// Returns the descriptor that is readable when read_input() has something or the input has ended.
/// Call it before each wait: Windows reads ahead then, and only then.
Descriptor input_descriptor();
/// Returns what Network::wait() reports once the reader of stdout has gone; no descriptor where
/// stdout has no reader.
client::Watched output_watched();

struct InputPart {
    std::size_t size = 0;  // nothing is there yet, unless it has ended
    bool ended = false;
    int error = 0;  // the errno with which it ended
};
/// Reads at most `size` bytes of standard input, once. Does not wait when input_descriptor() is
/// readable.
InputPart read_input(char* into, std::size_t size);
/// Waits until standard input is readable or a stop is requested.
void wait_for_input();

/// Hides what is typed at the terminal and forgets what was typed already, or shows it again.
void show_typed(bool shown);

}  // namespace indaba::line

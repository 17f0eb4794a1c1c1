#pragma once
/// The output of the subcommands. Unlike the log it waits for a reader. POSIX in
/// standard_output_posix.cpp.
#include <string_view>

namespace indaba::broker {

/// Writes all of `text` to standard output. Returns false when the reader has gone, which is no
/// failure of a command whose answer was read as far as anybody wanted. Throws std::system_error
/// when the output finds no room.
bool print_output(std::string_view text);
bool output_is_terminal();
/// Writes `text` to standard error, as far as that is possible.
void print_error(std::string_view text) noexcept;

}  // namespace indaba::broker

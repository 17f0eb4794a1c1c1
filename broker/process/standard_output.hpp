#pragma once
/// The output of the subcommands. Unlike the log it waits for a reader. POSIX in
/// standard_output_posix.cpp.
#include <string_view>

namespace indaba::broker {

/// Writes all of `text` to standard output. Throws std::system_error if that fails.
void print_output(std::string_view text);
bool output_is_terminal();
/// Writes `text` to standard error, as far as that is possible.
void print_error(std::string_view text) noexcept;

}  // namespace indaba::broker

#pragma once
/// Runs hb-shape and fribidi over many inputs at once, to compare with what they say.
#include <string>
#include <string_view>
#include <vector>

namespace indaba::test {

/// Returns whether this machine has the program.
bool has_program(std::string_view name);
/// Returns the lines that a command prints when it gets `input` at its end, as a file's name or,
/// with `<` there, as its standard input.
std::vector<std::string> output_of(const std::string& command,
                                   const std::vector<std::string>& input);

}  // namespace indaba::test

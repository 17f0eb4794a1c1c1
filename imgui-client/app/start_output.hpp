#pragma once
/// The output of a start that opens no window: help, the version, and why there is no window. A
/// program with a window has no standard output on Windows, unless it was started with one.
/// Implemented in start_output_posix.cpp and start_output_windows.cpp.
#include <string_view>

namespace indaba::ui {

/// Notes whether standard output and standard error lead anywhere. main() calls it first, since
/// open_standard_descriptors() connects those that do not.
void find_readers();

/// Prints like print() (common/base/standard_descriptors.hpp). On Windows, what has no reader goes
/// to the console of the program that started this one, and without that into a box with a button,
/// until which it waits.
bool print_or_show(std::string_view output, std::string_view errors) noexcept;

}  // namespace indaba::ui

#pragma once
/// Standard input, output and error of a program. Each main() calls it first. POSIX in
/// standard_descriptors_posix.cpp.

namespace indaba {

/// Connects those of the descriptors 0, 1 and 2 that are closed to /dev/null, so that no file or
/// socket that is opened later gets their number and is written to as standard output.
void open_standard_descriptors();

}  // namespace indaba

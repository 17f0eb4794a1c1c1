#pragma once
/// Standard input, output and error of a program: 0, 1 and 2 on each platform.
#include <string_view>

namespace indaba {

/// Connects those of them that are closed to /dev/null (NUL on Windows), so that no file or socket
/// that is opened later gets their number and is written to as standard output. From then on a
/// reader that has gone (SIGPIPE) and a file that may not grow (SIGXFSZ) are errors of the write
/// and do not end the program. Each main() calls it first.
void open_standard_descriptors();

/// Writes all of `text` to 1 or 2, and waits while it takes no more, whether it blocks or not. A
/// request to stop (stop_signal.hpp) ends the wait. Returns 0, or the errno of the failure: EPIPE
/// when the reader has gone. A console of Windows shows each character, whatever its code page.
int write_all(int descriptor, std::string_view text) noexcept;

/// Writes all of `output` to standard output, and all of `errors` to standard error. Returns false,
/// and says so on standard error, when the output found no room; a reader that has gone has read
/// all that it wanted.
bool print(std::string_view output, std::string_view errors) noexcept;

}  // namespace indaba

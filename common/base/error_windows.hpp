#pragma once
/// The errors of Windows' calls (GetLastError) in the words and numbers of the rest of the program.
#include <string>

namespace indaba {

/// Returns the same failure as an errno: EPIPE when the reader of a pipe has gone, EIO for one that
/// no errno means.
int errno_of(unsigned long error) noexcept;

/// Returns why a call failed, in English where this Windows has it, without a full stop.
std::string error_text(unsigned long error);

}  // namespace indaba

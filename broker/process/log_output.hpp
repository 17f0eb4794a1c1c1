#pragma once
/// A stopped terminal or a pipe without a reader must not stop the broker. POSIX in
/// log_output_posix.cpp.

namespace indaba::broker {

/// Returns whether a line of at most 4096 bytes can be written to standard output without waiting.
bool stdout_is_writable();

}  // namespace indaba::broker

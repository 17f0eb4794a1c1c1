#pragma once
/// Whether a line of the log can be written without waiting: a terminal that was stopped or a pipe
/// that nobody reads must not stop the broker. POSIX in log_output_posix.cpp.

namespace indaba::broker {

/// For standard output and a line of at most 4096 bytes.
bool stdout_is_writable();

}  // namespace indaba::broker

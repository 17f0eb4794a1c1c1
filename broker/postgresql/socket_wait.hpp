#pragma once
/// Waits for a socket that a library owns.
#include <chrono>

namespace indaba::postgresql {

using Deadline = std::chrono::steady_clock::time_point;

/// Waits until the socket can be read, or written if `to_write`. Returns false after the deadline.
bool wait_for_socket(int socket, bool to_write, Deadline deadline);

}  // namespace indaba::postgresql

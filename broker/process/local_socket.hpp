#pragma once
/// Tells whether somebody serves a socket file of this machine. POSIX in local_socket_posix.cpp.
#include <filesystem>

namespace indaba::broker {

/// Returns false also for the socket that a killed program left behind.
bool is_listening(const std::filesystem::path& socket_file);

}  // namespace indaba::broker

#pragma once
/// The operating system's view of one connection that libzmq owns. POSIX in peer_socket_posix.cpp.
#include <cstdint>
#include <optional>

namespace indaba::broker {

/// Resets the connection at once, in both directions; bytes that were not read yet are lost. libzmq
/// has no call that disconnects a peer. The descriptor stays open: libzmq closes it.
void reset_connection(int descriptor);

/// Returns all bytes that the connection has received so far, read or not; nothing if it has
/// closed.
std::optional<std::uint64_t> bytes_received(int descriptor);

}  // namespace indaba::broker

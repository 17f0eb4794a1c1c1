#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

#include "broker/transport/zmq/peer_socket.hpp"

namespace indaba::broker {

/// connect(2) with AF_UNSPEC resets a TCP socket. shutdown(2) would not do: Linux goes on receiving
/// from the peer afterwards and libzmq goes on reading, so a fast sender would never be
/// disconnected. There is one system call only: after it, the descriptor may belong to another
/// connection.
void reset_connection(int descriptor) {
    sockaddr unspecified{};
    unspecified.sa_family = AF_UNSPEC;
    connect(descriptor, &unspecified, sizeof unspecified);
}

/// Linux has the counter since 4.1. On an older kernel nothing is returned and nobody is
/// disconnected for it.
std::optional<std::uint64_t> bytes_received(int descriptor) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
    if (size < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return std::nullopt;
    return info.tcpi_bytes_received;
}

}  // namespace indaba::broker

#include <dirent.h>
#include <linux/tcp.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cstddef>
#include <memory>

#include "broker/transport/zmq/peer.hpp"

namespace indaba::broker {

/// After a shutdown(), Linux goes on taking what the peer sends, and libzmq goes on reading it: one
/// who sends fast enough would never meet the end. To connect a TCP socket to nobody (connect(2),
/// AF_UNSPEC) resets it. One call and no second: after the first, the descriptor may be another's.
void reset_connection(int descriptor) {
    sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    connect(descriptor, &nobody, sizeof nobody);
}

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t descriptors_in_use() {
    const std::unique_ptr<DIR, int (*)(DIR*)> list(opendir("/dev/fd"), closedir);
    std::size_t count = 0;
    while (list && readdir(list.get())) ++count;
    return count;
}

void allocate_large_blocks_separately() {
#ifdef __GLIBC__
    constexpr int large = 32 * 1024;  // more than all that is said or kept one by one
    mallopt(M_MMAP_THRESHOLD, large);
#endif
}

void return_free_memory() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

/// Linux counts them since 4.1; an older kernel fills in less, and an empty answer cuts nobody.
std::optional<std::uint64_t> bytes_received(int descriptor) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
    if (size < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return std::nullopt;
    return info.tcpi_bytes_received;
}

}  // namespace indaba::broker

#include <sys/resource.h>
#include <sys/socket.h>

#include "broker/peer.hpp"

namespace indaba::broker {

void cut_connection(int descriptor) { shutdown(descriptor, SHUT_RDWR); }

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace indaba::broker

#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "broker/postgresql/socket_wait.hpp"

namespace indaba::postgresql {

bool wait_for_socket(int socket, bool to_write, Deadline deadline) {
    using std::chrono::milliseconds;
    pollfd watched{socket, static_cast<short>(to_write ? POLLIN | POLLOUT : POLLIN), 0};
    for (;;) {
        const auto left =
            std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
        const int ready =
            poll(&watched, 1, static_cast<int>(std::max(milliseconds(0), left).count()));
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

}  // namespace indaba::postgresql

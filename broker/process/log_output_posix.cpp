#include <poll.h>
#include <unistd.h>

#include "broker/process/log_output.hpp"

namespace indaba::broker {

bool stdout_is_writable() {
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    return poll(&output, 1, 0) == 1 && (output.revents & POLLOUT) != 0;
}

}  // namespace indaba::broker

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "common/base/standard_descriptors.hpp"
#include "common/base/stop_signal.hpp"

namespace indaba {
namespace {

/// A handler, unlike SIG_IGN, is not inherited by the programs that this one starts.
extern "C" void on_failed_write(int) {}

}  // namespace

/// open() returns the lowest free number: that of the first closed descriptor.
void open_standard_descriptors() {
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number)
        if (::fcntl(number, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != number) std::abort();
    std::signal(SIGPIPE, on_failed_write);
    std::signal(SIGXFSZ, on_failed_write);
}

int write_all(int descriptor, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        const bool must_wait = errno == EAGAIN || errno == EWOULDBLOCK;
        if (stop_requested() || (errno != EINTR && !must_wait)) return errno;
        pollfd ready[] = {{descriptor, POLLOUT, 0},
                          {static_cast<int>(stop_descriptor()), POLLIN, 0}};
        if (must_wait) ::poll(ready, 2, -1);
    }
    return 0;
}

}  // namespace indaba

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "common/base/wakeup_pipe.hpp"

namespace indaba {

WakeupPipe::WakeupPipe() {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        throw std::system_error(errno, std::generic_category(), "No pipe could be made");
    read_ = ends[0];
    write_ = ends[1];
    for (const int end : ends) {
        ::fcntl(end, F_SETFL, O_NONBLOCK);
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
}

WakeupPipe::~WakeupPipe() {
    ::close(static_cast<int>(read_));
    ::close(static_cast<int>(write_));
}

void WakeupPipe::signal() const noexcept {
    const int saved_errno = errno;
    // A write fails only when the pipe is full, and then it is readable already.
    [[maybe_unused]] const ssize_t written = ::write(static_cast<int>(write_), "", 1);
    errno = saved_errno;
}

void WakeupPipe::clear() const noexcept {
    char bytes[64];
    while (::read(static_cast<int>(read_), bytes, sizeof bytes) > 0) {
    }
}

}  // namespace indaba

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include "broker/process/wakeup_pipe.hpp"

namespace indaba::broker {
namespace {

std::atomic<const WakeupPipe*> signal_wakeup_pipe{nullptr};
std::atomic<bool> stop_requested{false};
std::atomic<bool> reload_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "used in a signal handler");

extern "C" void on_signal(int number) {
    const int saved_errno = errno;
    if (number != SIGCHLD) (number == SIGHUP ? reload_requested : stop_requested) = true;
    if (const WakeupPipe* wakeup_pipe = signal_wakeup_pipe) wakeup_pipe->signal();
    errno = saved_errno;
}

}  // namespace

WakeupPipe::WakeupPipe() {
    int ends[2] = {-1, -1};
    if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    read_ = ends[0];
    write_ = ends[1];
    for (const int end : ends) {
        fcntl(end, F_SETFL, O_NONBLOCK);
        fcntl(end, F_SETFD, FD_CLOEXEC);
    }
}

WakeupPipe::~WakeupPipe() {
    if (signal_wakeup_pipe == this) signal_wakeup_pipe = nullptr;
    close(read_);
    close(write_);
}

void WakeupPipe::signal() const noexcept {
    // A full pipe wakes as well.
    [[maybe_unused]] const ssize_t written = write(write_, "", 1);
}

void WakeupPipe::clear() const noexcept {
    char bytes[64];
    while (read(read_, bytes, sizeof bytes) > 0) {
    }
}

void install_signal_handlers(const WakeupPipe& wakeup_pipe) {
    signal_wakeup_pipe = &wakeup_pipe;
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaction(number, &action, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr);
}

SignalRequests take_signal_requests() {
    return {stop_requested.exchange(false), reload_requested.exchange(false)};
}

}  // namespace indaba::broker

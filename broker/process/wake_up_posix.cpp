#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include "broker/process/wake_up.hpp"

namespace indaba::broker {
namespace {

std::atomic<const WakeUp*> woken_by_signals{nullptr};
std::atomic<bool> stop_asked{false};
std::atomic<bool> reload_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "used in a signal handler");

extern "C" void on_signal(int number) {
    const int saved_errno = errno;
    if (number != SIGCHLD) (number == SIGHUP ? reload_asked : stop_asked) = true;
    if (const WakeUp* wake_up = woken_by_signals) wake_up->signal();
    errno = saved_errno;
}

}  // namespace

WakeUp::WakeUp() {
    int ends[2] = {-1, -1};
    if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    read_ = ends[0];
    write_ = ends[1];
    for (const int end : ends) {
        fcntl(end, F_SETFL, O_NONBLOCK);
        fcntl(end, F_SETFD, FD_CLOEXEC);
    }
}

WakeUp::~WakeUp() {
    if (woken_by_signals == this) woken_by_signals = nullptr;
    close(read_);
    close(write_);
}

void WakeUp::signal() const noexcept {
    // A full pipe wakes as well.
    [[maybe_unused]] const ssize_t written = write(write_, "", 1);
}

void WakeUp::clear() const noexcept {
    char bytes[64];
    while (read(read_, bytes, sizeof bytes) > 0) {
    }
}

void listen_to_signals(const WakeUp& wake_up) {
    woken_by_signals = &wake_up;
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaction(number, &action, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr);
}

Asked asked_by_signals() { return {stop_asked.exchange(false), reload_asked.exchange(false)}; }

}  // namespace indaba::broker

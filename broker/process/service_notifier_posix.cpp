#include "broker/process/service_notifier.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "common/base/number.hpp"

namespace indaba::broker {
namespace {

/// Returns an empty string for a variable that is not set.
std::string take_variable(const char* name) {
    const char* value = std::getenv(name);
    std::string result = value ? value : "";
    unsetenv(name);
    return result;
}

/// Returns 0 when `text` is not a number.
long long number(const std::string& text) { return parse_number<long long>(text).value_or(0); }

/// Returns the address of a path or, after an @, of Linux's abstract namespace; empty for others.
std::string address_of(const std::string& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.size() < 2 || socket.size() >= sizeof address.sun_path ||
        (socket[0] != '/' && socket[0] != '@'))
        return {};
    std::memcpy(address.sun_path, socket.data(), socket.size());
    if (socket[0] == '@') address.sun_path[0] = '\0';
    return {reinterpret_cast<const char*>(&address),
            offsetof(sockaddr_un, sun_path) + socket.size()};
}

void end_with_supervisor(pid_t supervisor) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_NAME, "indaba-broker");  // it was started as "exe"
#endif
    // It may have ended before the call of prctl.
    if (getppid() != supervisor) throw std::runtime_error("The supervisor has ended.");
}

}  // namespace

ServiceNotifier::ServiceNotifier() {
    const std::string supervisor = take_variable(supervisor_variable);
    const std::string socket_name = take_variable("NOTIFY_SOCKET");
    const long long interval_us = number(take_variable("WATCHDOG_USEC"));
    const long long watchdog_pid = number(take_variable("WATCHDOG_PID"));
    if (!supervisor.empty()) {
        end_with_supervisor(static_cast<pid_t>(number(supervisor)));
        descriptor_ = supervisor_notify_fd;
        fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
    } else if (address_ = address_of(socket_name); !address_.empty()) {
        descriptor_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }
    const timeval send_timeout{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &send_timeout, sizeof send_timeout);
    if (descriptor_ < 0 || interval_us < 2'000 || (watchdog_pid != 0 && watchdog_pid != getpid()))
        return;
    watchdog_interval_ = ms{interval_us / 2'000};  // twice as often as required
    next_watchdog_ = ms{0};
}

ServiceNotifier::~ServiceNotifier() {
    if (descriptor_ >= 0) close(descriptor_);
}

void ServiceNotifier::ready() { send(notify_ready, true); }
void ServiceNotifier::stopping() { send(notify_stopping, true); }

void ServiceNotifier::on_time(ms now) {
    if (!next_watchdog_ || now < *next_watchdog_) return;
    next_watchdog_ =
        now + (send(notify_watchdog, false) ? watchdog_interval_ : watchdog_interval_ / 10);
}

/// Returns whether the notification was sent. With `wait` it waits up to 1 s for a full socket.
bool ServiceNotifier::send(std::string_view state, bool wait) {
    if (descriptor_ < 0) return true;
    const auto* address = reinterpret_cast<const sockaddr*>(address_.data());
    return sendto(descriptor_, state.data(), state.size(), MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT),
                  address_.empty() ? nullptr : address,
                  static_cast<socklen_t>(address_.size())) >= 0;
}

}  // namespace indaba::broker

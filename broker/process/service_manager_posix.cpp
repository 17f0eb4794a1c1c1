#include "broker/process/service_manager.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace indaba::broker {
namespace {

/// Empty: it was not there.
std::string taken(const char* name) {
    const char* value = std::getenv(name);
    std::string result = value ? value : "";
    unsetenv(name);
    return result;
}

/// 0 for what is no number.
long long number(const std::string& text) {
    long long value = 0;
    const char* end = text.data() + text.size();
    return std::from_chars(text.data(), end, value).ptr == end ? value : 0;
}

/// A path, or behind @ a name that is in no directory. Nothing for other kinds of addresses.
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

void end_with(pid_t supervisor) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_NAME, "indaba-broker");  // it was started as "exe"
#endif
    // It may have ended before we asked to be told.
    if (getppid() != supervisor) throw std::runtime_error("The supervisor is gone.");
}

}  // namespace

ServiceManager::ServiceManager() {
    const std::string supervisor = taken(supervisor_variable);
    const std::string socket_name = taken("NOTIFY_SOCKET");
    const long long interval_us = number(taken("WATCHDOG_USEC"));
    const long long whom = number(taken("WATCHDOG_PID"));
    if (!supervisor.empty()) {
        end_with(static_cast<pid_t>(number(supervisor)));
        descriptor_ = supervisor_descriptor;
        fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
    } else if (address_ = address_of(socket_name); !address_.empty()) {
        descriptor_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }
    const timeval at_most{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &at_most, sizeof at_most);
    if (descriptor_ < 0 || interval_us < 2'000 || (whom != 0 && whom != getpid())) return;
    interval_ = ms{interval_us / 2'000};  // twice as often as is asked
    due_ = ms{0};
}

ServiceManager::~ServiceManager() {
    if (descriptor_ >= 0) close(descriptor_);
}

void ServiceManager::ready() { tell(word_ready, true); }
void ServiceManager::stopping() { tell(word_stopping, true); }

void ServiceManager::on_time(ms now) {
    if (!due_ || now < *due_) return;
    due_ = now + (tell(word_alive, false) ? interval_ : interval_ / 10);
}

/// Whoever listens badly is waited for a second when it matters, and never by the loop.
bool ServiceManager::tell(std::string_view word, bool wait) {
    if (descriptor_ < 0) return true;
    const auto* address = reinterpret_cast<const sockaddr*>(address_.data());
    return sendto(descriptor_, word.data(), word.size(), MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT),
                  address_.empty() ? nullptr : address,
                  static_cast<socklen_t>(address_.size())) >= 0;
}

}  // namespace indaba::broker

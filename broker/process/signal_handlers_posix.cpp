#include <signal.h>

#include <atomic>
#include <initializer_list>

#include "broker/process/handled_signals_posix.hpp"
#include "broker/process/signal_handlers.hpp"

namespace indaba::broker {
namespace {

std::atomic<const WakeupPipe*> signal_wakeup_pipe{nullptr};
std::atomic<bool> stop_requested{false};
std::atomic<bool> reload_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "used in a signal handler");

extern "C" void on_signal(int number) {
    if (number != SIGCHLD) (number == SIGHUP ? reload_requested : stop_requested) = true;
    if (const WakeupPipe* wakeup_pipe = signal_wakeup_pipe) wakeup_pipe->signal();
}

void ignore(int number) {
    struct sigaction action = {};
    action.sa_handler = SIG_IGN;
    sigaction(number, &action, nullptr);
}

}  // namespace

/// SIGTTOU would stop a broker in the background when it writes to its terminal.
void ignore_stray_signals() {
    for (const int number : {SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF,
                             SIGXCPU, SIGXFSZ, SIGIO, SIGTTOU})
        ignore(number);
#ifdef __linux__
    for (const int number : {SIGPWR, SIGSTKFLT}) ignore(number);
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) ignore(number);
#endif
}

SignalHandlers::SignalHandlers(const WakeupPipe& wakeup_pipe) {
    signal_wakeup_pipe = &wakeup_pipe;
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (const int number : handled_signals) sigaction(number, &action, nullptr);
}

SignalHandlers::~SignalHandlers() { signal_wakeup_pipe = nullptr; }

SignalRequests SignalHandlers::take_requests() {
    return {stop_requested.exchange(false), reload_requested.exchange(false)};
}

}  // namespace indaba::broker

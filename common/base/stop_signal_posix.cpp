#include <atomic>
#include <csignal>
#include <initializer_list>

#include "common/base/stop_signal.hpp"
#include "common/base/wakeup_pipe.hpp"

namespace indaba {
namespace {

volatile std::sig_atomic_t stop_flag = 0;
std::atomic<const WakeupPipe*> stop_pipe{nullptr};
static_assert(std::atomic<const WakeupPipe*>::is_always_lock_free, "used in a signal handler");

extern "C" void on_stop_signal(int) { request_stop(); }

}  // namespace

void catch_stop_signals() {
    // The pipe is never destroyed: a signal may arrive while the process exits.
    static const WakeupPipe& pipe = *new WakeupPipe;
    stop_pipe = &pipe;
    struct sigaction action {};
    action.sa_handler = on_stop_signal;
    sigemptyset(&action.sa_mask);
    for (const int number : {SIGINT, SIGTERM}) sigaction(number, &action, nullptr);
    struct sigaction hangup {};
    sigaction(SIGHUP, nullptr, &hangup);
    if (hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
}

void request_stop() noexcept {
    stop_flag = 1;
    if (const WakeupPipe* pipe = stop_pipe.load()) pipe->signal();
}

bool stop_requested() { return stop_flag != 0; }
Descriptor stop_descriptor() { return stop_pipe ? stop_pipe.load()->descriptor() : -1; }

}  // namespace indaba

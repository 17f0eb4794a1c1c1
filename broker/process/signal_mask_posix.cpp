#include "broker/process/signal_mask.hpp"

#include <signal.h>

#include "broker/process/handled_signals_posix.hpp"

namespace indaba::broker {

struct SignalMask::Mask {
    sigset_t signals;
};

SignalMask::SignalMask() : saved_mask_(std::make_unique<Mask>()) {
    pthread_sigmask(SIG_SETMASK, nullptr, &saved_mask_->signals);
    block();
}

SignalMask::~SignalMask() { unblock(); }

void SignalMask::unblock() { pthread_sigmask(SIG_SETMASK, &saved_mask_->signals, nullptr); }

void SignalMask::block() {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int number : handled_signals) sigaddset(&blocked, number);
    pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

}  // namespace indaba::broker

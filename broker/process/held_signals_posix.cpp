#include "broker/process/held_signals.hpp"

#include <signal.h>

namespace indaba::broker {

struct HeldSignals::Mask {
    sigset_t signals;
};

HeldSignals::HeldSignals() : before_(std::make_unique<Mask>()) {
    pthread_sigmask(SIG_SETMASK, nullptr, &before_->signals);
    hold();
}

HeldSignals::~HeldSignals() { let_through(); }

void HeldSignals::let_through() { pthread_sigmask(SIG_SETMASK, &before_->signals, nullptr); }

void HeldSignals::hold() {
    sigset_t held;
    sigemptyset(&held);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&held, number);
    pthread_sigmask(SIG_BLOCK, &held, nullptr);
}

}  // namespace indaba::broker

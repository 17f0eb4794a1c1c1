#include "broker/process/supervisor.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include "broker/process/service_notifier.hpp"

namespace indaba::broker {

void Supervisor::enter(Phase phase, ms now) {
    phase_ = phase;
    const ms timeout = phase == Phase::starting   ? start_timeout
                       : phase == Phase::serving  ? watchdog_timeout
                       : phase == Phase::stopping ? stop_timeout
                                                  : abort_timeout;
    deadline_ = now + timeout;
}

void Supervisor::on_started(ms now) {
    started_ = now;
    enter(Phase::starting, now);
}

void Supervisor::on_notification(std::string_view state, ms now) {
    if (phase_ == Phase::starting && state == notify_ready) enter(Phase::serving, now);
    if (phase_ == Phase::serving && state == notify_watchdog) enter(Phase::serving, now);
}

void Supervisor::on_stop_request(ms now) {
    if (!stop_requested_ && phase_ != Phase::aborting) enter(Phase::stopping, now);
    stop_requested_ = true;
}

Supervisor::Decision Supervisor::on_exit(const ExitStatus& status, ms now) {
    deadline_.reset();
    // 0: stopped as requested, 1: the operator must fix something, 2: wrong usage.
    if (!status.by_signal && status.number <= 2) return Quit{status.number};
    if (stop_requested_) {
        if (!status.by_signal) return Quit{status.number};
        // SIGTERM ends a broker that has no signal handlers yet: it has nothing to store.
        return Quit{status.number == SIGTERM ? 0 : 128 + status.number};
    }
    if (now - started_ >= stable_after) restart_delay_ = min_restart_delay;
    return Restart{std::exchange(restart_delay_, std::min(2 * restart_delay_, max_restart_delay))};
}

Supervisor::Action Supervisor::on_time(ms now) {
    if (!deadline_ || now < *deadline_) return Action::none;
    if (phase_ == Phase::aborting) {
        deadline_.reset();
        return Action::kill;
    }
    if (now >= *deadline_ + max_lateness) {
        enter(phase_, now);
        return Action::none;
    }
    enter(Phase::aborting, now);
    return Action::abort;
}

}  // namespace indaba::broker

#pragma once
/// The signals by which an operator steers the broker or its supervisor. signal_handlers_posix.cpp
/// implements it.
#include "common/base/wakeup_pipe.hpp"

namespace indaba::broker {

/// The requests that arrived by signal since the last call of take_requests().
struct SignalRequests {
    bool stop = false;    // SIGINT, SIGTERM, SIGQUIT
    bool reload = false;  // SIGHUP
};

/// Ignores every signal that would end the process without a line in the log although nothing is
/// wrong: of timers, limits and lost readers, and those without a meaning here. SIGHUP is ignored
/// until SignalHandlers handles it. Call it at the start. A write beyond the limit of a file's size
/// then fails as on a full disk.
void ignore_stray_signals();

/// Handles SIGINT, SIGTERM, SIGQUIT and SIGHUP, and lets them and SIGCHLD wake `wakeup_pipe`. One
/// at a time per process. After its end the signals are still handled but wake no pipe.
class SignalHandlers {
 public:
    explicit SignalHandlers(const WakeupPipe& wakeup_pipe);
    ~SignalHandlers();
    SignalHandlers(const SignalHandlers&) = delete;
    SignalHandlers& operator=(const SignalHandlers&) = delete;

    SignalRequests take_requests();
};

}  // namespace indaba::broker

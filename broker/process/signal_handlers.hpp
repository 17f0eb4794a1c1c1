#pragma once
/// The signals by which an operator steers the broker or its supervisor. signal_handlers_posix.cpp
/// implements it.
#include "common/base/wakeup_pipe.hpp"

namespace indaba::broker {

/// The requests that arrived by signal since the last call of take_requests().
struct SignalRequests {
    bool stop = false;    // SIGINT, SIGTERM
    bool reload = false;  // SIGHUP
};

/// Handles SIGINT, SIGTERM and SIGHUP, lets them and SIGCHLD wake `wakeup_pipe`, and ignores
/// SIGPIPE. One at a time per process. After its end the signals are still handled but wake no
/// pipe.
class SignalHandlers {
 public:
    explicit SignalHandlers(const WakeupPipe& wakeup_pipe);
    ~SignalHandlers();
    SignalHandlers(const SignalHandlers&) = delete;
    SignalHandlers& operator=(const SignalHandlers&) = delete;

    SignalRequests take_requests();
};

}  // namespace indaba::broker

#pragma once
/// Wakes the loop of the server from another thread or a signal handler: a descriptor that can be
/// read after signal(). POSIX in wakeup_pipe_posix.cpp.

namespace indaba::broker {

class WakeupPipe {
 public:
    WakeupPipe();
    ~WakeupPipe();
    WakeupPipe(const WakeupPipe&) = delete;
    WakeupPipe& operator=(const WakeupPipe&) = delete;

    int descriptor() const { return read_; }
    void signal() const noexcept;  // any thread, also a signal handler
    void clear() const noexcept;

 private:
    int read_ = -1;
    int write_ = -1;
};

/// What the operator requested for by signal since the last call.
struct SignalRequests {
    bool stop = false;    // SIGINT, SIGTERM
    bool reload = false;  // SIGHUP
};
/// From now on these signals, and the end of a child, wake `wakeup_pipe`, which must outlive the
/// process's handling of them.
void install_signal_handlers(const WakeupPipe& wakeup_pipe);
SignalRequests take_signal_requests();

}  // namespace indaba::broker

#pragma once
/// Wakes the loop of the server from another thread or a signal handler: a descriptor that can be
/// read after signal(). POSIX in wake_up_posix.cpp.

namespace indaba::broker {

class WakeUp {
 public:
    WakeUp();
    ~WakeUp();
    WakeUp(const WakeUp&) = delete;
    WakeUp& operator=(const WakeUp&) = delete;

    int descriptor() const { return read_; }
    void signal() const noexcept;  // any thread, also a signal handler
    void clear() const noexcept;

 private:
    int read_ = -1;
    int write_ = -1;
};

/// What the operator asked for by signal since the last call.
struct Asked {
    bool stop = false;    // SIGINT, SIGTERM
    bool reload = false;  // SIGHUP
};
/// From now on these signals, and the end of a child, wake `wake_up`, which must outlive the
/// process's handling of them.
void listen_to_signals(const WakeUp& wake_up);
Asked asked_by_signals();

}  // namespace indaba::broker

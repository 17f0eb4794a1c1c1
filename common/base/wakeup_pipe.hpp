#pragma once
/// Wakes a thread that waits for descriptors, from another thread or from a signal handler.
/// wakeup_pipe_posix.cpp implements it.

namespace indaba {

class WakeupPipe {
 public:
    /// Throws std::runtime_error when the system grants no pipe.
    WakeupPipe();
    ~WakeupPipe();
    WakeupPipe(const WakeupPipe&) = delete;
    WakeupPipe& operator=(const WakeupPipe&) = delete;

    /// Returns the descriptor that is readable from signal() until clear().
    int descriptor() const { return read_; }
    /// May be called by any thread and by a signal handler. Leaves errno as it was.
    void signal() const noexcept;
    void clear() const noexcept;

 private:
    int read_ = -1;
    int write_ = -1;
};

}  // namespace indaba

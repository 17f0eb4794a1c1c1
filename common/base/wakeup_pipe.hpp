#pragma once
/// Wakes a thread that waits for descriptors, from another thread or from a signal handler. A pipe
/// on POSIX; on Windows two sockets of this computer, which no other program can join.
#include "common/base/descriptor.hpp"

namespace indaba {

class WakeupPipe {
 public:
    /// Throws std::runtime_error when the system grants no pipe.
    WakeupPipe();
    ~WakeupPipe();
    WakeupPipe(const WakeupPipe&) = delete;
    WakeupPipe& operator=(const WakeupPipe&) = delete;

    /// Returns the descriptor that is readable from signal() until clear().
    Descriptor descriptor() const { return read_; }
    /// May be called by any thread and by a signal handler. Leaves errno as it was. On Windows the
    /// other end may see it a moment later, also after a clear() in between.
    void signal() const noexcept;
    void clear() const noexcept;

 private:
    Descriptor read_ = -1;
    Descriptor write_ = -1;
};

}  // namespace indaba

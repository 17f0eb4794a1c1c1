#pragma once
/// Blocks the signals of signal_handlers.hpp in this thread while it exists, since a signal makes
/// libzmq's calls fail with EINTR. A loop unblocks them while it waits. POSIX in
/// signal_mask_posix.cpp.
#include <memory>

namespace indaba::broker {

class SignalMask {
 public:
    SignalMask();
    ~SignalMask();
    SignalMask(const SignalMask&) = delete;
    SignalMask& operator=(const SignalMask&) = delete;

    void unblock();
    void block();

 private:
    struct Mask;
    std::unique_ptr<Mask> saved_mask_;
};

}  // namespace indaba::broker

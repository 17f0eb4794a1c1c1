#pragma once
/// While it lives, the signals of signal_handlers.hpp do not come to this thread: libzmq's calls
/// fail with EINTR when one does. A loop lets them through where it waits. POSIX in
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

#pragma once
/// While it lives, the signals of wake_up.hpp do not come to this thread: libzmq's calls fail with
/// EINTR when one does. A loop lets them through where it waits. POSIX in held_signals_posix.cpp.
#include <memory>

namespace indaba::broker {

class HeldSignals {
 public:
    HeldSignals();
    ~HeldSignals();
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

    void let_through();
    void hold();

 private:
    struct Mask;
    std::unique_ptr<Mask> before_;
};

}  // namespace indaba::broker

#pragma once
/// While it lives, files that are made can be opened by their owner alone. POSIX in
/// umask_guard_posix.cpp. Only before other threads make files.

namespace indaba::broker {

class UmaskGuard {
 public:
    UmaskGuard();
    ~UmaskGuard();
    UmaskGuard(const UmaskGuard&) = delete;
    UmaskGuard& operator=(const UmaskGuard&) = delete;

 private:
    unsigned saved_umask_;
};

}  // namespace indaba::broker

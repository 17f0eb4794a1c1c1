#pragma once
/// While it exists, new files are accessible to their owner only. Use it before other threads
/// create files. POSIX in umask_guard_posix.cpp.

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

#pragma once
/// While it lives, files that are made can be opened by their owner alone. POSIX in
/// private_mode_posix.cpp. Only before other threads make files.

namespace indaba::broker {

class PrivateMode {
 public:
    PrivateMode();
    ~PrivateMode();
    PrivateMode(const PrivateMode&) = delete;
    PrivateMode& operator=(const PrivateMode&) = delete;

 private:
    unsigned before_;
};

}  // namespace indaba::broker

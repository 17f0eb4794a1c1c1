#pragma once
/// Tells who started the broker how it is: systemd, by the protocol of sd_notify(3), or our own
/// supervisor. Without either it does nothing. The loop speaks through it, so a loop that hangs
/// falls silent. POSIX in service_notifier_posix.cpp.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace indaba::broker {

inline constexpr std::string_view notify_ready = "READY=1";
inline constexpr std::string_view notify_watchdog = "WATCHDOG=1";
inline constexpr std::string_view notify_stopping = "STOPPING=1";

/// How our supervisor gives itself to its child: its process id, and a descriptor that is left
/// open.
inline constexpr const char* supervisor_variable = "INDABA_SUPERVISOR";
inline constexpr int supervisor_notify_fd = 3;

class ServiceNotifier {
 public:
    using ms = std::chrono::milliseconds;

    /// Takes what concerns it out of the environment, so that nobody inherits it: only while there
    /// is no other thread. From then on the process ends with its supervisor, if it has one. Throws
    /// std::runtime_error when that is gone already.
    ServiceNotifier();
    ~ServiceNotifier();
    ServiceNotifier(const ServiceNotifier&) = delete;
    ServiceNotifier& operator=(const ServiceNotifier&) = delete;

    void ready();
    void stopping();

    /// Nothing when nobody waits for a sign of life.
    std::optional<ms> next_deadline() const { return next_watchdog_; }
    void on_time(ms now);

 private:
    bool send(std::string_view state, bool wait);

    int descriptor_ = -1;
    std::string address_;  // as connect() wants it; empty: the descriptor is connected
    ms watchdog_interval_{0};
    std::optional<ms> next_watchdog_;
};

}  // namespace indaba::broker

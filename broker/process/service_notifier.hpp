#pragma once
/// Notifies systemd (sd_notify(3)) or our own supervisor that the broker is ready, alive and
/// stopping. Without either it does nothing. The server's loop sends the watchdog notifications, so
/// they end when the loop hangs. POSIX in service_notifier_posix.cpp.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace indaba::broker {

inline constexpr std::string_view notify_ready = "READY=1";
inline constexpr std::string_view notify_watchdog = "WATCHDOG=1";
inline constexpr std::string_view notify_stopping = "STOPPING=1";

/// Our supervisor passes its process id to its child in this variable, and an open socket at this
/// descriptor.
inline constexpr const char* supervisor_variable = "INDABA_SUPERVISOR";
inline constexpr int supervisor_notify_fd = 3;

class ServiceNotifier {
 public:
    using ms = std::chrono::milliseconds;

    /// Removes its variables from the environment, so that no child inherits them. Construct it
    /// before any thread starts. From then on the process ends when its supervisor ends. Throws
    /// std::runtime_error if the supervisor has ended already.
    ServiceNotifier();
    ~ServiceNotifier();
    ServiceNotifier(const ServiceNotifier&) = delete;
    ServiceNotifier& operator=(const ServiceNotifier&) = delete;

    void ready();
    void stopping();

    /// Returns when on_time() is due; nothing without a watchdog.
    std::optional<ms> next_deadline() const { return next_watchdog_; }
    void on_time(ms now);

 private:
    bool send(std::string_view state, bool wait);

    int descriptor_ = -1;
    std::string address_;  // for sendto(); empty: the descriptor is connected
    ms watchdog_interval_{0};
    std::optional<ms> next_watchdog_;
};

}  // namespace indaba::broker

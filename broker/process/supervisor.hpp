#pragma once
/// Decides for `--supervise` whether and when an ended broker is restarted, and when one that hangs
/// is killed. Supervisor takes events and the time and knows no process; supervise() runs the
/// processes.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace indaba::broker {

class Log;

/// How a process ended.
struct ExitStatus {
    bool by_signal = false;
    int number = 0;  // the signal or the exit code
};

class Supervisor {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms min_restart_delay{200};  // doubled after each restart
    static constexpr ms max_restart_delay{10'000};
    static constexpr ms stable_after{60'000};    // such an uptime resets the delay
    static constexpr ms start_timeout{600'000};  // for the upgrade of a large journal
    static constexpr ms watchdog_timeout{10'000};
    static constexpr ms stop_timeout{30'000};  // the broker itself takes 10 s at most
    static constexpr ms abort_timeout{2'000};
    static constexpr ms max_lateness{1'000};

    struct Restart {
        ms after;
    };
    struct Quit {
        int exit_code;
    };
    using Decision = std::variant<Restart, Quit>;
    enum class Action { none, abort, kill };

    void on_started(ms now);
    /// Takes a notification of service_notifier.hpp.
    void on_notification(std::string_view state, ms now);
    void on_stop_request(ms now);
    Decision on_exit(const ExitStatus& status, ms now);

    bool serving() const { return phase_ == Phase::serving; }
    std::optional<ms> next_deadline() const { return deadline_; }
    /// Returns the action against a broker that missed its deadline. If the supervisor itself was
    /// suspended and calls this late, the broker gets the same time again.
    Action on_time(ms now);

 private:
    enum class Phase { starting, serving, stopping, aborting };
    void enter(Phase phase, ms now);

    Phase phase_ = Phase::starting;
    bool stop_requested_ = false;
    ms started_{0};
    ms restart_delay_ = min_restart_delay;
    std::optional<ms> deadline_;
};

/// Runs this program with `arguments` as a child and restarts it until the supervisor quits.
/// Returns the exit code. Call it before any thread starts. POSIX in supervisor_posix.cpp.
int supervise(const std::vector<std::string>& arguments, Log& log);

}  // namespace indaba::broker

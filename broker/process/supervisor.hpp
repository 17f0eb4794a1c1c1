#pragma once
/// What `--supervise` decides: whether and when an ended broker is started again, and when one that
/// hangs is ended. It is told what happened and the time, and knows no process; supervise() is
/// where the processes are.
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
    int number = 0;  // of the signal, else the exit code
};

class Supervisor {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms min_restart_delay{200};  // then twice as long each time
    static constexpr ms max_restart_delay{10'000};
    static constexpr ms stable_after{60'000};  // who lived so long starts with the first wait
    static constexpr ms start_timeout{
        600'000};  // a large journal may have to be brought up to date
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
    /// A notification of the broker, as service_notifier.hpp says it.
    void on_notification(std::string_view state, ms now);
    /// The operator wants an end.
    void on_stop_request(ms now);
    Decision on_exit(const ExitStatus& status, ms now);

    bool serving() const { return phase_ == Phase::serving; }
    std::optional<ms> next_deadline() const { return deadline_; }
    /// What to do to a broker that is overdue. Who comes late itself, because the machine or this
    /// process was stopped, gives the broker the same time once more.
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

/// Runs this program with `arguments` as a child, again and again, until the decision is to end;
/// returns the exit code. Only while there is no other thread. POSIX in supervisor_posix.cpp.
int supervise(const std::vector<std::string>& arguments, Log& log);

}  // namespace indaba::broker

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
struct Ending {
    bool by_signal = false;
    int number = 0;  // of the signal, else the exit code
};

class Supervisor {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms first_wait{200};  // then twice as long each time
    static constexpr ms longest_wait{10'000};
    static constexpr ms sound_after{60'000};  // who lived so long starts with the first wait
    static constexpr ms starts_within{
        600'000};  // a large journal may have to be brought up to date
    static constexpr ms silent_at_most{10'000};
    static constexpr ms stops_within{30'000};  // the broker itself takes 10 s at most
    static constexpr ms dies_within{2'000};
    static constexpr ms late{1'000};

    struct StartAgain {
        ms after;
    };
    struct End {
        int exit_code;
    };
    using Decision = std::variant<StartAgain, End>;
    enum class Blow { none, abort, kill };

    void started(ms now);
    /// A word of the broker, as service_manager.hpp says it.
    void heard(std::string_view word, ms now);
    /// The operator wants an end.
    void asked_to_stop(ms now);
    Decision ended(const Ending& ending, ms now);

    bool serving() const { return phase_ == Phase::serving; }
    std::optional<ms> next_deadline() const { return deadline_; }
    /// What to do to a broker that is overdue. Who comes late itself, because the machine or this
    /// process was stopped, gives the broker the same time once more.
    Blow on_time(ms now);

 private:
    enum class Phase { starting, serving, stopping, dying };
    void enter(Phase phase, ms now);

    Phase phase_ = Phase::starting;
    bool stop_asked_ = false;
    ms started_{0};
    ms next_wait_ = first_wait;
    std::optional<ms> deadline_;
};

/// Runs this program with `arguments` as a child, again and again, until the decision is to end;
/// returns the exit code. Only while there is no other thread. POSIX in supervisor_posix.cpp.
int supervise(const std::vector<std::string>& arguments, Log& log);

}  // namespace indaba::broker

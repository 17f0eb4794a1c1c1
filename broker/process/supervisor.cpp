#include "broker/process/supervisor.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include "broker/process/service_manager.hpp"

namespace indaba::broker {

void Supervisor::enter(Phase phase, ms now) {
    phase_ = phase;
    const ms patience = phase == Phase::starting   ? starts_within
                        : phase == Phase::serving  ? silent_at_most
                        : phase == Phase::stopping ? stops_within
                                                   : dies_within;
    deadline_ = now + patience;
}

void Supervisor::started(ms now) {
    started_ = now;
    enter(Phase::starting, now);
}

void Supervisor::heard(std::string_view word, ms now) {
    if (phase_ == Phase::starting && word == word_ready) enter(Phase::serving, now);
    if (phase_ == Phase::serving && word == word_alive) enter(Phase::serving, now);
}

void Supervisor::asked_to_stop(ms now) {
    if (!stop_asked_ && phase_ != Phase::dying) enter(Phase::stopping, now);
    stop_asked_ = true;
}

Supervisor::Decision Supervisor::ended(const Ending& ending, ms now) {
    deadline_.reset();
    // It stopped as asked, the operator has something to mend, or the words were wrong.
    if (!ending.by_signal && ending.number <= 2) return End{ending.number};
    if (stop_asked_) {
        if (!ending.by_signal) return End{ending.number};
        // Before it listens to signals it has nothing to write.
        return End{ending.number == SIGTERM ? 0 : 128 + ending.number};
    }
    if (now - started_ >= sound_after) next_wait_ = first_wait;
    return StartAgain{std::exchange(next_wait_, std::min(2 * next_wait_, longest_wait))};
}

Supervisor::Blow Supervisor::on_time(ms now) {
    if (!deadline_ || now < *deadline_) return Blow::none;
    if (phase_ == Phase::dying) {
        deadline_.reset();
        return Blow::kill;
    }
    if (now >= *deadline_ + late) {
        enter(phase_, now);
        return Blow::none;
    }
    enter(Phase::dying, now);
    return Blow::abort;
}

}  // namespace indaba::broker

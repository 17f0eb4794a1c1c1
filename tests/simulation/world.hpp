#pragma once
/// A world of people, a network, a broker and a disk, all made and moved by one seed: a storm in
/// which anything may go wrong, then calm, in which everything must become whole by itself.
/// Time goes from event to event. The tests call simulate(); nothing else is of use to them.
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "tests/simulation/host.hpp"

namespace indaba::simulation {

struct Outcome {
    std::string violation;  // empty: all promises were kept
    std::string tail;       // of the trace, after a violation
    std::uint64_t trace_hash = 0;
    std::uint64_t steps = 0;
    Counters counters;
};
struct Settings {
    bool wall_jumps = true;         // the wall clock goes ten years forth or back now and then
    std::size_t trace_lines = 100;  // kept for the tail
};
Outcome simulate(std::uint64_t seed, const Settings& settings = {});

class World {
 public:
    World(std::uint64_t seed, const Settings& settings);
    /// Throws Violation.
    void run();
    const Trace& trace() const { return trace_; }
    const Counters& counters() const { return host_.counters; }

 private:
    enum class Trouble {
        break_connection,
        silence_connection,
        stop_reading,
        delay_upstream,
        freeze_person,
        end_person,
        kill_broker,
        stop_broker,
        write_fails,
        disk_full,
        unknown_stored,
        unknown_not_stored,
        reads_fail,
        late_disk,
        flood,
    };

    void choose_troubles();
    void add_people();
    Person::Traits some_nature(std::size_t number);
    void move_wall_clock();
    std::optional<ms> next_event() const;
    void run_until(ms end);
    void turn();

    void make_trouble();
    void trouble(Trouble kind);
    void trouble_with_connection(Trouble kind, Network::ConnectionId connection);
    void trouble_with_disk(Trouble kind);

    void heal();
    void judge();
    void one_person_leaves();
    void all_begin_anew();
    client::Now now() const { return {now_, wall_}; }
    broker::Now broker_now() const { return {now_, wall_}; }

    Random random_;
    Random wall_random_;  // apart: the jumps must change nothing else
    bool wall_jumps_;
    ms now_{};
    WallMs wall_ = 0;
    WallMs wall_ahead_ = 0;
    Trace trace_;
    broker::MemoryJournal journal_;
    Network network_;
    Checker checker_;
    Environment environment_;
    std::deque<Person> people_;
    Host host_;
    std::vector<Trouble> troubles_;  // what this world knows; the frequent ones several times
    ms storm_takes_{};
    bool slow_ = false;
    ms trouble_at_{};
    ms between_troubles_{};
};

}  // namespace indaba::simulation

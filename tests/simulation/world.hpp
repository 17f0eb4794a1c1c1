#pragma once
/// A simulated world of people, a network, a broker and a disk, all driven by one seed; or of three
/// brokers that share a database. A storm of faults comes first; then the faults end and all models
/// must converge without help. Simulated time jumps from event to event. The tests only call
/// simulate().
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "tests/simulation/host.hpp"

namespace indaba::simulation {

struct Outcome {
    std::string violation;  // empty: all promises were kept
    std::string tail;       // the last lines of the trace, after a violation
    std::uint64_t trace_hash = 0;
    std::uint64_t steps = 0;
    Counters counters;
};
struct Settings {
    bool wall_jumps = true;         // the wall clock sometimes jumps by up to ten years
    std::size_t trace_lines = 100;  // the length of the tail
    int brokers = 1;                // more: they share the journal
};
Outcome simulate(std::uint64_t seed, const Settings& settings = {});

class World {
 public:
    World(std::uint64_t seed, const Settings& settings);
    /// Runs the storm, then the final checks. Throws Violation.
    void run();
    const Trace& trace() const { return trace_; }
    Counters counters() const;

 private:
    enum class FaultKind {
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
        // of brokers that share their journal
        cut_from_store,
        lose_answer,
        lose_lease,
        freeze_broker,
        cut_from_peers,
        delay_peers,
        lose_from_peers,
        ban,
        unban,
        kick,
    };

    void choose_troubles();
    void add_people();
    Person::Traits some_nature(std::size_t number);
    void move_wall_clock();
    std::optional<ms> next_event() const;
    void run_until(ms end);
    void turn();

    void make_trouble();
    void inject(FaultKind kind);
    void inject_at_connection(FaultKind kind, Network::ConnectionId connection);
    void inject_at_disk(FaultKind kind);

    void heal();
    ms time_to_say_the_rest() const;
    void judge();
    void one_person_leaves();
    void all_begin_anew();
    client::Now now() const { return {now_, wall_}; }
    broker::Now broker_now(std::size_t broker) const { return {now_, wall_ + wrong_by_[broker]}; }

    // world_brokers.cpp
    void open_hosts(int brokers);
    bool is_shared() const { return hosts_.size() > 1; }
    Host& some_host();
    Host& some_running_host();
    void choose_shared_troubles();
    void inject_between_brokers(FaultKind kind);
    void order_about(FaultKind kind);
    void allow_everybody();
    void check_brokers();
    void ban_somebody();

    Random random_;
    Random wall_random_;  // separate, so that jumps leave the other draws unchanged
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
    SharedStore store_;
    PeerNetwork peers_;
    std::deque<SharedJournal> journals_;  // of the brokers that share one
    std::deque<Host> hosts_;
    std::vector<WallMs> wrong_by_;        // the wall clock of each broker
    std::vector<Account> banned_once_;    // and allowed again in the calm
    std::vector<FaultKind> fault_kinds_;  // the kinds that occur here; repeated: more frequent
    ms storm_takes_{};
    bool slow_ = false;
    ms trouble_at_{};
    ms between_troubles_{};
};

}  // namespace indaba::simulation

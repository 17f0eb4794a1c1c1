#pragma once
/// The broker's process and machine. Host runs the real core turn by turn, as
/// broker/server/server.cpp does, on a journal that may be slow, full, failing or crash. The
/// process can die and start again. The checker sees each message that Host writes to a connection.
#include <memory>
#include <optional>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/effect_executor.hpp"
#include "broker/journal/memory_journal.hpp"
#include "tests/simulation/person.hpp"

namespace indaba::simulation {

/// Counts events and faults, to show that the storms exercise the code.
struct Counters {
    std::uint64_t starts = 0, commits = 0, failed_commits = 0, pages = 0, slow = 0, caught_up = 0,
                  resends = 0, refused_with_retry = 0, refused_out_of_order = 0, busy = 0,
                  refused = 0, entries = 0, disconnects = 0, gaps = 0, rooms_joined = 0,
                  rooms_left = 0;
    void add(const Counters& more);
};

class Host : private broker::CoreEnvironment {
 public:
    using Fault = broker::MemoryJournal::Fault;
    using InFlight = broker::MemoryJournal::InFlight;

    Host(broker::MemoryJournal& journal, Environment& environment, bool ends_on_unknown);

    void turn(broker::Now now);
    std::optional<ms> next_event() const;

    // ---- faults -----------------------------------------------------------------------
    void die(ms now, InFlight in_flight, ms away);
    void stop(ms now, ms away);  // an orderly stop, as at SIGTERM
    void plan(Fault fault) { fault_ = fault; }
    void fill_disk(ms until) { full_until_ = until; }
    void slow_disk(ms until) { late_until_ = until; }
    void fail_reads() { journal_.fail_next_reads(); }
    void heal(ms now);

    /// Returns the rate at which the broker takes the posts of one account.
    static broker::Rate post_rate();
    bool ends_on_unknown() const { return ends_on_unknown_; }
    /// Returns the time of the last message other than ping and pong.
    ms last_business() const { return last_business_; }
    Counters counters;

 private:
    void start(ms now);
    void receive(broker::Effects& effects);
    void run_journal(ms now);
    ms disk_takes();

    void on_send(const broker::Send& send) override;
    broker::SendResult send(const RoutingId& to, const broker::SharedOutgoing& outgoing) override;
    void disconnect(const RoutingId& who) override;
    void submit(std::vector<broker::Write> writes) override;
    void read(const broker::PageRequest& request) override;
    void report(const broker::Report& report) override;
    void on_committed(const broker::Committed& committed) override;
    // The simulation has no operator, so these effects do not occur.
    void admit(const broker::Admit&) override {}
    void answer(const broker::Answer&) override {}

    broker::MemoryJournal& journal_;
    Environment& environment_;
    bool ends_on_unknown_;
    std::unique_ptr<broker::Core> core_;
    broker::Now now_{};  // of this turn
    std::optional<ms> starts_at_, commits_at_, reads_at_, stop_by_;
    ms away_{};
    bool disk_outcome_unknown_ = false;
    std::optional<Fault> fault_;
    ms full_until_{}, late_until_{};
    ms last_business_{};
};

}  // namespace indaba::simulation

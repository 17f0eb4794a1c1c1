#pragma once
/// The broker's process and machine. Host runs the real core turn by turn, as
/// broker/server/server.cpp does, on a journal that may be slow, full, failing or crash. The
/// process can die and start again. The checker sees each message that Host writes to a connection.
#include <memory>
#include <optional>
#include <set>

#include "broker/core/core.hpp"
#include "broker/journal/memory_journal.hpp"
#include "tests/simulation/person.hpp"

namespace indaba::simulation {

/// Counts events and faults, to show that the storms exercise the code.
struct Counters {
    std::uint64_t starts = 0, commits = 0, failed_commits = 0, pages = 0, slow = 0, caught_up = 0,
                  resends = 0, refused_with_retry = 0, refused_out_of_order = 0, busy = 0,
                  refused = 0, entries = 0, disconnects = 0, gaps = 0;
    void add(const Counters& more);
};

class Host {
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

    bool ends_on_unknown() const { return ends_on_unknown_; }
    /// Returns the time of the last message other than ping and pong.
    ms last_business() const { return last_business_; }
    Counters counters;

 private:
    void start(ms now);
    void receive(broker::Now now, broker::Effects& effects);
    void run_journal(ms now);
    void take_completed(broker::Now now, broker::Effects& effects);
    ms disk_takes();

    void carry_out(broker::Effects effects, broker::Now now);
    void carry_out(const broker::Send& send, broker::Now now, broker::Effects& more);
    void write(const RoutingId& to, const broker::Outgoing& outgoing, broker::Now now,
               broker::Effects& more);
    void carry_out(const broker::Submit& submit, broker::Now now, broker::Effects&);
    void carry_out(const broker::ReadPage& read, broker::Now now, broker::Effects&);
    void carry_out(const broker::Disconnect& disconnect, broker::Now now, broker::Effects&);
    void carry_out(const broker::Report& report, broker::Now now, broker::Effects&);
    // The simulation has no operator, so these effects do not occur.
    void carry_out(const broker::Admit&, broker::Now, broker::Effects&) {}
    void carry_out(const broker::Answer&, broker::Now, broker::Effects&) {}

    broker::MemoryJournal& journal_;
    Environment& environment_;
    bool ends_on_unknown_;
    std::unique_ptr<broker::Core> core_;
    std::set<RoutingId> blocked_;
    std::optional<ms> starts_at_, commits_at_, reads_at_, stop_by_;
    ms away_{};
    bool disk_outcome_unknown_ = false;
    std::optional<Fault> fault_;
    ms full_until_{}, late_until_{};
    ms last_business_{};
};

}  // namespace indaba::simulation

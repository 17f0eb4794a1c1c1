#pragma once
/// The broker's process and machine. Host runs the real core turn by turn, as
/// broker/server/server.cpp does, on a journal that may be slow, full, failing or crash. The
/// process can die and start again. The checker sees each message that Host writes to a connection.
/// A broker that shares its journal has peers, too: host_peers.cpp.
#include <memory>
#include <optional>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/effect_executor.hpp"
#include "broker/journal/stepped_journal.hpp"
#include "tests/simulation/peer_network.hpp"
#include "tests/simulation/person.hpp"
#include "tests/simulation/shared_journal.hpp"

namespace indaba::simulation {

/// Counts events and faults, to show that the storms exercise the code.
struct Counters {
    std::uint64_t starts = 0, commits = 0, failed_commits = 0, pages = 0, slow = 0, caught_up = 0,
                  resends = 0, refused_with_retry = 0, refused_out_of_order = 0, busy = 0,
                  refused = 0, entries = 0, disconnects = 0, gaps = 0, rooms_joined = 0,
                  rooms_left = 0, told = 0, told_anew = 0, orders = 0, lost_leases = 0;
    void add(const Counters& more);
};

/// The parts of a broker that shares its journal.
struct Peering {
    int number = 0;  // of the broker
    SharedJournal& journal;
    PeerNetwork& network;
};

class Host : private broker::CoreEnvironment {
 public:
    using Fault = broker::SteppedJournal::Fault;
    using InFlight = broker::SteppedJournal::InFlight;

    Host(broker::SteppedJournal& journal, Environment& environment, bool ends_on_unknown);
    Host(const Peering& peering, Environment& environment);

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
    // ---- faults of a broker with peers --------------------------------------------------
    void freeze(ms now, ms until);  // as by SIGSTOP
    void cut_from_store(ms until) { peering_->journal.cut_off(until); }
    void lose_next_answer() { peering_->journal.lose_next_answer(); }
    void lose_lease(ms until) { peering_->journal.keep_from_renewing(until); }
    void cut_from_peers(ms now, ms until) { peering_->network.cut(writer(), now, until); }
    void delay_peers(ms until) { peering_->network.delay(writer(), until); }
    void lose_from_peers(ms until) { peering_->network.lose(writer(), until); }
    /// Gives an operator's order at the next turn.
    void order(broker::OperatorOrder::What what, const Account& account);

    /// Returns null while the process is dead.
    const broker::Core* core() const { return core_.get(); }
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
    void admit(const broker::Admit&) override {}
    void answer(const broker::Answer&) override {}

    // host_peers.cpp
    broker::Policy shared_policy() const;
    void open_for_peers(ms now);
    void hear_peers(broker::Effects& effects);
    std::optional<ms> next_from_peers() const;
    std::int64_t writer() const { return *peering_->journal.writer(); }
    void tell(const broker::PeerMessage& message) override;
    void follow(const std::vector<broker::LiveBroker>& brokers) override;
    void follow_anew(std::int64_t writer) override;
    void ask_news() override;
    void pass_over(const broker::SharedBatch& batch) override { journal_.pass_over(batch); }
    bool may_have_been_away() const;
    void allow_end(const RoutingId& to, const ToClient& message);
    int trace_number() const { return Trace::broker - number_; }

    const int number_ = 0;
    broker::SteppedJournal& journal_;
    std::optional<Peering> peering_;
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
    std::optional<ms> renews_at_;
    ms frozen_until_{};
    std::vector<broker::OperatorOrder> orders_;
};

}  // namespace indaba::simulation

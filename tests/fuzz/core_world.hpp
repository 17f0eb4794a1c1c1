#pragma once
/// The broker's core with its environment: peers, the clock, a journal that may fail. CoreWorld
/// checks each effect. The fuzzer of the core chooses the events.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/core/core.hpp"
#include "broker/core/effect_executor.hpp"
#include "broker/journal/memory_journal.hpp"
#include "tests/fuzz/ban_watch.hpp"
#include "tests/fuzz/peer.hpp"

namespace indaba::fuzz {

class CoreWorld : private broker::CoreEnvironment {
 public:
    using ms = std::chrono::milliseconds;
    CoreWorld(std::size_t max_pending_bytes, broker::Policy policy)
        : max_pending_bytes_(max_pending_bytes), policy_(policy) {
        start();
    }

    /// Kills the broker and starts it again; all peers are dropped.
    void restart(broker::MemoryJournal::InFlight in_flight);
    void open(const broker::RoutingId& id, std::optional<broker::Proof> proof);
    void close(const broker::RoutingId& id);
    Peer* find(const broker::RoutingId& id);
    void say(Peer& peer, const ToBroker& message);
    /// Delivers a late message of an earlier connection that had the peer's routing id.
    void say_late(Peer& peer, const broker::Proof& proof, const ToBroker& message);
    void say_bytes(Peer& peer, std::string_view frame);
    void order(broker::OperatorOrder order);
    void stop();
    void advance(ms time);
    void set_wall(WallMs wall) { now_.wall = wall; }
    void finish_commit(std::optional<broker::MemoryJournal::Fault> fault);
    void finish_reads(bool fail);

    /// Ends all faults, then checks that each joined peer has received all it may read.
    void settle();

 private:
    void start();
    template <class Event>
    void turn(Event event);
    void deliver_to_core(const broker::RoutingId& from, const std::optional<broker::Proof>& proof,
                         const ToBroker& message);
    Nonce fresh_nonce();
    void take_completed();
    void check_bans();
    std::string known_to(broker::Core& core);
    std::set<broker::RoutingId> ids() const;
    void on_send(const broker::Send& send) override;
    broker::SendResult send(const broker::RoutingId& to,
                            const broker::SharedOutgoing& outgoing) override;
    void disconnect(const broker::RoutingId& who) override;
    void submit(std::vector<broker::Write> writes) override;
    void read(const broker::PageRequest& request) override;
    void admit(const broker::Admit&) override {}
    void answer(const broker::Answer& answer) override;
    void report(const broker::Report&) override {}
    void on_committed(const broker::Committed& committed) override;

    std::size_t max_pending_bytes_;
    broker::Policy policy_;
    broker::MemoryJournal journal_;
    std::unique_ptr<broker::Core> core_;
    broker::Now now_{ms{1'000'000}, 1'700'000'000'000};
    std::map<broker::RoutingId, Peer> peers_;
    std::set<std::uint64_t> orders_;  // without an answer yet
    std::uint64_t last_order_ = 0;
    BanWatch bans_;
    std::uint64_t last_nonce_ = 0;
    std::size_t sends_ = 0;  // of this turn
    bool stopping_ = false;
    bool outcome_unknown_ = false;
};

}  // namespace indaba::fuzz

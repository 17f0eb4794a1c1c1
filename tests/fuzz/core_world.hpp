#pragma once
/// The broker's core with its environment: peers, the clock, a journal that may fail. CoreWorld
/// carries out effects as the server does, and checks each. The fuzzer of the core chooses the
/// events.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "broker/core/core.hpp"
#include "broker/journal/memory_journal.hpp"
#include "tests/fuzz/peer.hpp"

namespace indaba::fuzz {

class CoreWorld {
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
    void order(const broker::OperatorOrder& order);
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
    void take_completed();
    std::set<broker::RoutingId> ids() const;
    void carry_out(broker::Effects effects);
    void carry_out(const broker::Send& send, broker::Effects& more);
    void write(Peer& peer, const broker::Outgoing& outgoing, broker::Effects& more);
    void carry_out(const broker::Submit& submit, broker::Effects&);
    void carry_out(const broker::ReadPage& read, broker::Effects&);
    void carry_out(const broker::Disconnect& disconnect, broker::Effects&);
    void carry_out(const broker::Answer& answer, broker::Effects&);
    void carry_out(const broker::Admit&, broker::Effects&) {}
    void carry_out(const broker::Report&, broker::Effects&) {}

    std::size_t max_pending_bytes_;
    broker::Policy policy_;
    broker::MemoryJournal journal_;
    std::unique_ptr<broker::Core> core_;
    broker::Now now_{ms{1'000'000}, 1'700'000'000'000};
    std::map<broker::RoutingId, Peer> peers_;
    std::set<broker::RoutingId> blocked_;  // by the current list of effects
    std::set<std::uint64_t> orders_;       // without an answer yet
    std::uint64_t last_order_ = 0;
    std::uint64_t last_nonce_ = 0;
    bool stopping_ = false;
};

}  // namespace indaba::fuzz

#include "tests/fuzz/core_world.hpp"

#include <utility>

#include "tests/fuzz/check.hpp"

namespace indaba::fuzz {

using broker::Effects;
using broker::MemoryJournal;
using broker::Proof;
using broker::RoutingId;

namespace {

constexpr std::size_t max_effects_per_turn =
    2'000;  // suffices for a dozen peers and a few hundred entries
constexpr std::size_t max_writes_per_submit =
    2 * broker::Batch::max_writes_per_commit;  // posts and read marks

}  // namespace

void CoreWorld::start() {
    core_ = std::make_unique<broker::Core>(journal_.snapshot(), max_pending_bytes_, policy_);
    orders_.clear();
    stopping_ = false;
}

void CoreWorld::restart(MemoryJournal::InFlight in_flight) {
    journal_.crash(in_flight);
    peers_.clear();
    start();
}

// ---- events ------------------------------------------------------------------------------

template <class Event>
void CoreWorld::turn(Event event) {
    Effects effects;
    event(effects);
    core_->end_turn(now_, effects);
    must(effects.size() <= max_effects_per_turn, "the number of effects of one turn is bounded");
    sends_ = 0;
    broker::execute(std::move(effects), *core_, *this, now_);
    std::set<RoutingId> disconnected;
    for (const auto& [id, peer] : peers_)
        if (peer.disconnected) disconnected.insert(id);
    for (const RoutingId& id : disconnected) close(id);
    const auto due = core_->next_deadline();
    must(!due || *due > now_.steady, "after a turn, the next deadline is in the future");
    must(core_->sessions() <= peers_.size(), "each session has a peer");
}

void CoreWorld::open(const RoutingId& id, std::optional<Proof> proof) {
    if (!find(id)) peers_.emplace(id, Peer{id, std::move(proof)});
}

void CoreWorld::close(const RoutingId& id) {
    if (peers_.erase(id) == 0) return;
    turn([&](Effects& effects) { core_->on_closed(id, now_, effects); });
}

Peer* CoreWorld::find(const RoutingId& id) {
    const auto peer = peers_.find(id);
    return peer == peers_.end() ? nullptr : &peer->second;
}

void CoreWorld::say(Peer& peer, const ToBroker& message) {
    peer.says(message);
    if (const auto* order = std::get_if<Order>(&message)) bans_.on_given(*order, peer.account());
    deliver_to_core(peer.id(), peer.proof(), message);
}

void CoreWorld::say_late(Peer& peer, const Proof& proof, const ToBroker& message) {
    // The server ignores a hello of a connection that has ended.
    if (peer.proof() == proof || std::holds_alternative<Hello>(message)) return;
    peer.may_be_answered(message);
    deliver_to_core(peer.id(), proof, message);
}

void CoreWorld::deliver_to_core(const RoutingId& from, const std::optional<Proof>& proof,
                                const ToBroker& message) {
    const RoutingId id = from;  // a copy: the turn may destroy the peer
    const Nonce fresh = fresh_nonce();
    turn([&](Effects& effects) { core_->on_message({id, proof}, message, fresh, now_, effects); });
}

/// Returns another nonce each time.
Nonce CoreWorld::fresh_nonce() {
    Nonce fresh;
    const std::uint64_t nonce = ++last_nonce_;
    for (std::size_t i = 0; i < 8; ++i)
        fresh.bytes[i] = static_cast<std::uint8_t>(nonce >> (8 * i));
    return fresh;
}

void CoreWorld::say_bytes(Peer& peer, std::string_view frame) {
    const auto decoded = decode_to_broker(frame);
    if (const auto* message = std::get_if<ToBroker>(&decoded)) return say(peer, *message);
    const RoutingId id = peer.id();
    turn([&](Effects& effects) {
        core_->on_undecodable(id, std::get<DecodeError>(decoded), now_, effects);
    });
}

void CoreWorld::order(broker::OperatorOrder order) {
    order.fresh = fresh_nonce();
    orders_.insert(++last_order_);
    bans_.on_given(last_order_, order);
    turn([&](Effects& effects) { core_->on_order(last_order_, order, now_, effects); });
}

void CoreWorld::stop() {
    core_->stop();
    stopping_ = true;
}

void CoreWorld::advance(ms time) {
    const ms until = now_.steady + time;
    for (auto due = core_->next_deadline(); due && *due < until; due = core_->next_deadline()) {
        now_.steady = *due;
        turn([](Effects&) {});
    }
    now_.steady = until;
    turn([](Effects&) {});
}

void CoreWorld::finish_commit(std::optional<MemoryJournal::Fault> fault) {
    if (!journal_.committing()) return;
    if (fault) journal_.plan_fault(*fault);
    journal_.finish_commit();
    take_completed();
}

void CoreWorld::finish_reads(bool fail) {
    if (fail) journal_.fail_next_reads();
    journal_.finish_reads();
    take_completed();
}

/// Passes completed commits and reads to the core. As in the server, a commit with an unknown
/// outcome ends the process.
void CoreWorld::take_completed() {
    outcome_unknown_ = false;
    turn([&](Effects& effects) {
        broker::pass_journal_events(journal_, *core_, *this, now_, effects);
    });
    if (outcome_unknown_) restart(MemoryJournal::InFlight::lost);
    check_bans();
}

void CoreWorld::check_bans() {
    bans_.check(journal_);
    for (const auto& [id, peer] : peers_)
        must(!bans_.must_hold(peer.account()) || !core_->has_joined(id),
             "a banned account has no session");
}

/// Returns how many accounts, decisions, conversations and entries the core knows.
std::string CoreWorld::known_to(broker::Core& core) {
    broker::OperatorOrder status;
    status.what = broker::OperatorOrder::What::status;
    Effects effects;
    core.on_order(1, status, now_, effects);
    const std::string& text = std::get<broker::Answer>(effects.at(0)).text;
    return text.substr(text.find("accounts"));
}

void CoreWorld::on_committed(const broker::Committed& committed) {
    for (const broker::Outcome& outcome : committed.outcomes)
        outcome_unknown_ = outcome_unknown_ || std::holds_alternative<broker::Unknown>(outcome);
}

// ---- effects -----------------------------------------------------------------------------------

void CoreWorld::on_send(const broker::Send& send) {
    must(++sends_ <= max_effects_per_turn, "the number of sends of one turn is bounded");
    const std::string& frame = send.outgoing->frame();
    must(frame.size() <= limit::frame, "the size of a frame is bounded");
    const auto decoded = decode_to_client(frame);
    const auto* message = std::get_if<ToClient>(&decoded);
    must(message && *message == send.outgoing->message(),
         "a sent frame decodes to the same message");
    const std::set<RoutingId> to(send.to.begin(), send.to.end());
    must(to.size() == send.to.size(), "a Send names each connection once");
}

broker::SendResult CoreWorld::send(const RoutingId& to, const broker::SharedOutgoing& outgoing) {
    Peer* peer = find(to);
    must(peer != nullptr, "a Send names only connected peers");
    if (peer->blocked) {
        peer->lost_a_frame();
        return broker::SendResult::would_block;
    }
    peer->on_message(outgoing->message(), journal_);
    return broker::SendResult::sent;
}

void CoreWorld::submit(std::vector<broker::Write> writes) {
    must(!journal_.committing(), "one commit runs at a time");
    must(!writes.empty() && writes.size() <= max_writes_per_submit,
         "the size of a commit is bounded");
    journal_.submit(std::move(writes));
}

void CoreWorld::read(const broker::PageRequest& request) {
    must(request.limit <= limit::page_entries, "the size of a page is bounded");
    journal_.read(request);
}

void CoreWorld::disconnect(const RoutingId& who) {
    if (Peer* peer = find(who)) peer->disconnected = true;
}

void CoreWorld::answer(const broker::Answer& answer) {
    must(orders_.erase(answer.token) == 1, "an order is answered once");
    bans_.on_answered(answer.token, answer.ok, journal_);
}

// ---- final checks ------------------------------------------------------------------------------

std::set<RoutingId> CoreWorld::ids() const {
    std::set<RoutingId> all;
    for (const auto& [id, peer] : peers_) all.insert(id);
    return all;
}

void CoreWorld::settle() {
    for (auto& [id, peer] : peers_) peer.blocked = false;
    for (int i = 0; i < 6; ++i) {
        for (const RoutingId& id : ids())
            if (Peer* peer = find(id)) say(*peer, Ping{});
        advance(ms{2'000});
        finish_commit({});
        finish_reads(false);
    }
    check_bans();
    must(core_->is_journal_idle(), "all posts are committed in the end");
    must(orders_.empty(), "every order is answered");
    broker::Core next(journal_.snapshot(), max_pending_bytes_, policy_);
    must(known_to(*core_) == known_to(next), "a broker that starts again knows the same");
    for (const RoutingId& id : ids()) {
        if (!core_->has_joined(id)) continue;
        if (Peer* peer = find(id)) say(*peer, Sync{});
        if (Peer* peer = find(id)) say(*peer, Ping{});
        if (const Peer* peer = find(id)) peer->check_complete(journal_);
    }
}

}  // namespace indaba::fuzz

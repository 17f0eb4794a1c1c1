#include "tests/fuzz/core_world.hpp"

#include <utility>

#include "tests/fuzz/promise.hpp"

namespace indaba::fuzz {

using broker::Effects;
using broker::MemoryJournal;
using broker::Proof;
using broker::RoutingId;

namespace {

constexpr std::size_t effects_at_most = 2'000;  // a dozen lines, a few hundred entries
constexpr std::size_t writes_at_most = 2 * broker::Batch::writes_at_once;  // posts, read marks

}  // namespace

void CoreWorld::start() {
    core_ = std::make_unique<broker::Core>(journal_.snapshot(), bytes_waiting_, policy_);
    orders_.clear();
    stopping_ = false;
}

void CoreWorld::restart(MemoryJournal::InFlight in_flight) {
    journal_.crash(in_flight);
    lines_.clear();
    start();
}

// ---- what happens ------------------------------------------------------------------------------

template <class Event>
void CoreWorld::turn(Event event) {
    Effects effects;
    event(effects);
    core_->end_turn(now_, effects);
    carry_out(std::move(effects));
    std::set<RoutingId> cut;
    for (const auto& [id, line] : lines_)
        if (line.cut) cut.insert(id);
    for (const RoutingId& id : cut) close(id);
    const auto due = core_->next_deadline();
    must(!due || *due > now_.steady, "after a turn nothing is due at once");
    must(core_->sessions() <= lines_.size(), "a session has a line");
}

void CoreWorld::open(const RoutingId& id, std::optional<Proof> proof) {
    if (!find(id)) lines_.emplace(id, Line{id, std::move(proof)});
}

void CoreWorld::close(const RoutingId& id) {
    if (lines_.erase(id) == 0) return;
    turn([&](Effects& effects) { core_->on_closed(id, now_, effects); });
}

Line* CoreWorld::find(const RoutingId& id) {
    const auto line = lines_.find(id);
    return line == lines_.end() ? nullptr : &line->second;
}

void CoreWorld::say(Line& line, const ToBroker& message) {
    line.says(message);
    hear(line.id(), line.proof(), message);
}

void CoreWorld::say_late(Line& line, const Proof& proof, const ToBroker& message) {
    // The server hears no hello of a connection that is gone.
    if (line.proof() == proof || std::holds_alternative<Hello>(message)) return;
    line.may_be_answered(message);
    hear(line.id(), proof, message);
}

void CoreWorld::hear(const RoutingId& from, const std::optional<Proof>& proof,
                     const ToBroker& message) {
    const RoutingId id = from;  // its line may go meanwhile
    Nonce fresh;
    const std::uint64_t nonce = ++last_nonce_;
    for (std::size_t i = 0; i < 8; ++i)
        fresh.bytes[i] = static_cast<std::uint8_t>(nonce >> (8 * i));
    turn([&](Effects& effects) { core_->on_message({id, proof}, message, fresh, now_, effects); });
}

void CoreWorld::say_bytes(Line& line, std::string_view frame) {
    const auto decoded = decode_to_broker(frame);
    if (const auto* message = std::get_if<ToBroker>(&decoded)) return say(line, *message);
    const RoutingId id = line.id();
    turn([&](Effects& effects) {
        core_->on_undecodable(id, std::get<DecodeError>(decoded), now_, effects);
    });
}

void CoreWorld::order(const broker::OperatorOrder& order) {
    orders_.insert(++last_order_);
    turn([&](Effects& effects) { core_->on_order(last_order_, order, now_, effects); });
}

void CoreWorld::stop() {
    core_->stop();
    stopping_ = true;
}

void CoreWorld::pass(ms time) {
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
    if (fault) journal_.plan(*fault);
    journal_.finish_commit();
    take_completed();
}

void CoreWorld::finish_reads(bool fail) {
    if (fail) journal_.fail_next_reads();
    journal_.finish_reads();
    take_completed();
}

/// As the server does: a commit of unknown fate ends the process.
void CoreWorld::take_completed() {
    bool in_doubt = false;
    turn([&](Effects& effects) {
        for (broker::JournalEvent& event : journal_.completed()) {
            if (auto* page = std::get_if<broker::PageRead>(&event)) {
                core_->on_page(std::move(*page), now_, effects);
                continue;
            }
            broker::Committed& committed = std::get<broker::Committed>(event);
            for (const broker::Outcome& outcome : committed.outcomes)
                in_doubt = in_doubt || std::holds_alternative<broker::Unknown>(outcome);
            core_->on_committed(std::move(committed), now_, effects);
        }
    });
    if (in_doubt) restart(MemoryJournal::InFlight::lost);
}

// ---- effects -----------------------------------------------------------------------------------

void CoreWorld::carry_out(Effects effects) {
    blocked_.clear();
    while (!effects.empty()) {
        must(effects.size() <= effects_at_most, "what comes of one turn is bounded");
        Effects more;
        for (const broker::Effect& effect : effects)
            std::visit([&](const auto& any) { carry_out(any, more); }, effect);
        effects = std::move(more);
    }
}

void CoreWorld::carry_out(const broker::Send& send, Effects& more) {
    const std::string& frame = send.outgoing->frame();
    must(frame.size() <= limit::frame, "a frame is bounded");
    const auto decoded = decode_to_client(frame);
    const auto* message = std::get_if<ToClient>(&decoded);
    must(message && *message == send.outgoing->message(), "what is sent can be read");
    const std::set<RoutingId> to(send.to.begin(), send.to.end());
    must(to.size() == send.to.size(), "nobody is sent the same thing twice");
    for (const RoutingId& id : to) {
        Line* line = find(id);
        must(line != nullptr, "nothing is sent to who is not connected");
        write(*line, *send.outgoing, more);
    }
}

void CoreWorld::write(Line& line, const broker::Outgoing& outgoing, Effects& more) {
    if (blocked_.contains(line.id())) return;
    if (!line.blocked) return line.told(outgoing.message(), journal_);
    line.lost_a_frame();
    blocked_.insert(line.id());
    core_->on_blocked(line.id(), now_, more);
}

void CoreWorld::carry_out(const broker::Submit& submit, Effects&) {
    must(!journal_.committing(), "one commit runs at a time");
    must(!submit.writes.empty() && submit.writes.size() <= writes_at_most, "a commit is bounded");
    journal_.submit(submit.writes);
}

void CoreWorld::carry_out(const broker::ReadPage& read, Effects&) {
    must(read.request.limit <= limit::page_entries, "a page is bounded");
    journal_.read(read.request);
}

void CoreWorld::carry_out(const broker::Disconnect& disconnect, Effects&) {
    if (Line* line = find(disconnect.who)) line->cut = true;
}

void CoreWorld::carry_out(const broker::Answer& answer, Effects&) {
    must(orders_.erase(answer.token) == 1, "an order is answered once");
}

// ---- the end -----------------------------------------------------------------------------------

std::set<RoutingId> CoreWorld::ids() const {
    std::set<RoutingId> all;
    for (const auto& [id, line] : lines_) all.insert(id);
    return all;
}

void CoreWorld::settle() {
    for (auto& [id, line] : lines_) line.blocked = false;
    for (int i = 0; i < 6; ++i) {
        for (const RoutingId& id : ids())
            if (Line* line = find(id)) say(*line, Ping{});
        pass(ms{2'000});
        finish_commit({});
        finish_reads(false);
    }
    must(core_->idle_journal(), "what was said is written in the end");
    must(orders_.empty(), "every order is answered");
    for (const RoutingId& id : ids()) {
        if (!core_->has_joined(id)) continue;
        if (Line* line = find(id)) say(*line, Sync{});
        if (Line* line = find(id)) say(*line, Ping{});
        if (const Line* line = find(id)) line->check_whole(journal_);
    }
}

}  // namespace indaba::fuzz

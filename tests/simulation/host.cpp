#include "tests/simulation/host.hpp"

#include <algorithm>
#include <utility>

namespace indaba::simulation {
namespace {

constexpr ms disk{8};
constexpr ms late_disk{5'000};
constexpr ms stop_timeout{10'000};
constexpr ms start_takes{300};
constexpr std::size_t max_pending_bytes =
    256 * 1024;  // small, so that a few people suffice for a `busy` refusal

/// Returns the number that identifies a message in the trace: the mark of its post, else its size.
std::uint64_t number_of(const ToBroker& message, std::size_t size) {
    if (const auto* broadcast = std::get_if<Broadcast>(&message)) return mark(broadcast->id);
    if (const auto* whisper = std::get_if<Whisper>(&message)) return mark(whisper->id);
    return size;
}
std::uint64_t number_of(const ToClient& message, std::size_t size) {
    if (const auto* refusal = std::get_if<Refusal>(&message))
        if (refusal->id) return mark(*refusal->id);
    return size;
}
std::string_view word_for(const ToClient& message) {
    const auto* refusal = std::get_if<Refusal>(&message);
    if (!refusal) return "will get";
    if (refusal->retry_ms) return "will get, to retry later,";
    return refusal->code == code::retry_order ? "will get, to retry in order,"
                                              : "will get, as final,";
}

/// Returns the default policy with a short rename period: simulated people rename often, and their
/// requests must be answered before the final checks.
broker::Policy policy() {
    broker::Policy policy;
    policy.limits.renames.period = ms{1'000};
    return policy;
}

}  // namespace

void Counters::add(const Counters& more) {
    starts += more.starts, commits += more.commits, failed_commits += more.failed_commits;
    pages += more.pages, slow += more.slow, caught_up += more.caught_up;
    resends += more.resends, refused_with_retry += more.refused_with_retry;
    refused_out_of_order += more.refused_out_of_order, busy += more.busy, refused += more.refused;
    entries += more.entries, disconnects += more.disconnects, gaps += more.gaps;
    rooms_joined += more.rooms_joined, rooms_left += more.rooms_left;
    told += more.told, told_anew += more.told_anew;
    orders += more.orders, lost_leases += more.lost_leases;
}

Host::Host(broker::SteppedJournal& journal, Environment& environment, bool ends_on_unknown)
    : journal_(journal), environment_(environment), ends_on_unknown_(ends_on_unknown) {
    start(ms{0});
}

Host::Host(const Peering& peering, Environment& environment)
    : number_(peering.number),
      journal_(peering.journal),
      peering_(peering),
      environment_(environment),
      ends_on_unknown_(true) {
    start(ms{0});
}

broker::Rate Host::post_rate() { return policy().limits.posts; }

void Host::start(ms now) {
    starts_at_.reset();
    environment_.trace.note(now, trace_number(), "starts");
    environment_.listens[static_cast<std::size_t>(number_)] = true;
    const broker::Snapshot snapshot = journal_.snapshot();
    broker::Policy chosen = policy();
    chosen.writer = journal_.writer();
    core_ = std::make_unique<broker::Core>(snapshot, max_pending_bytes, chosen);
    ++counters.starts;
    if (peering_) open_for_peers(now);
}

std::optional<ms> Host::next_event() const {
    if (!core_) return starts_at_;
    std::optional<ms> soonest;
    for (const auto& at : {core_->next_deadline(), commits_at_, reads_at_, stop_by_})
        if (at && (!soonest || *at < *soonest)) soonest = at;
    if (peering_)
        if (const auto at = next_from_peers(); at && (!soonest || *at < *soonest)) soonest = at;
    if (soonest) soonest = std::max(*soonest, frozen_until_);
    return soonest;
}

// ---- one turn, as in broker/server/server.cpp --------------------------------------------------

void Host::turn(broker::Now now) {
    if (!core_ && starts_at_ && *starts_at_ <= now.steady) start(now.steady);
    if (!core_ || now.steady < frozen_until_) return;
    now_ = now;
    run_journal(now.steady);
    broker::Effects effects;
    for (const RoutingId& ended : environment_.network.ended_at_broker(now.steady, number_))
        core_->on_closed(ended, now, effects);
    receive(effects);
    if (peering_) hear_peers(effects);
    broker::pass_journal_events(journal_, *core_, *this, now, effects);
    core_->end_turn(now, effects);
    broker::execute(std::move(effects), *core_, *this, now);
    if (peering_ && !peering_->journal.has_lease() && core_->sessions() > 0)
        throw Violation("a broker without a lease has sessions");
    const bool stopped = stop_by_ && (core_->is_journal_idle() || *stop_by_ <= now.steady);
    if (!stopped && !disk_outcome_unknown_) return;
    broker::Effects last;
    core_->farewell(last);
    broker::execute(std::move(last), *core_, *this, now);
    if (peering_) peering_->journal.end_lease();
    die(now.steady, InFlight::lost, away_);
}

void Host::receive(broker::Effects& effects) {
    while (const auto received = environment_.network.read_at_broker(now_.steady, number_)) {
        const auto& [from, frame] = *received;
        const auto decoded = decode_to_broker(frame);
        const ToBroker* message = std::get_if<ToBroker>(&decoded);
        if (!message) throw Violation("a model sends a frame that cannot be decoded");
        environment_.trace.note(now_.steady, trace_number(), "receives", type_of(*message),
                                number_of(*message, frame.size()));
        if (!std::holds_alternative<Ping>(*message)) last_business_ = now_.steady;
        core_->on_message({from}, *message, environment_.random.bytes<Nonce>(), now_, effects);
    }
}

/// Does the work of the journal's threads that is due: page reads and the running commit.
void Host::run_journal(ms now) {
    if (reads_at_ && *reads_at_ <= now) {
        reads_at_.reset();
        journal_.finish_reads();
        if (journal_.reading()) reads_at_ = now + disk_takes();
    }
    if (!commits_at_ || *commits_at_ > now) return;
    commits_at_.reset();
    ++counters.commits;
    if (now < full_until_) fault_ = Fault{Fault::Kind::nothing_stored, 0};
    if (fault_) {
        ++counters.failed_commits;
        environment_.trace.note(now, trace_number(), "has a failing commit", {},
                                static_cast<std::uint64_t>(fault_->kind));
        journal_.plan_fault(*fault_);
    }
    fault_.reset();
    journal_.finish_commit();
    if (journal_.committing()) commits_at_ = now + disk_takes();
}

void Host::on_committed(const broker::Committed& committed) {
    environment_.trace.note(now_.steady, trace_number(), "has committed", {},
                            committed.outcomes.size());
    for (const broker::Outcome& outcome : committed.outcomes) {
        if (std::holds_alternative<broker::Unknown>(outcome) && ends_on_unknown_)
            disk_outcome_unknown_ = true;
        const auto* stored = std::get_if<broker::Stored>(&outcome);
        if (stored && stored->duplicate) ++counters.resends;
    }
}

// ---- effects -----------------------------------------------------------------------------------

void Host::on_send(const broker::Send& send) {
    const ToClient& message = send.outgoing->message();
    if (!std::holds_alternative<Pong>(message)) last_business_ = now_.steady;
    if (const auto* refusal = std::get_if<Refusal>(&message)) {
        if (refusal->code == code::busy && refusal->id) ++counters.busy;
        if (refusal->retry_ms) ++counters.refused_with_retry;
        if (refusal->code == code::retry_order) ++counters.refused_out_of_order;
    } else if (std::holds_alternative<Page>(message)) {
        ++counters.pages;
    } else if (std::holds_alternative<RoomJoined>(message)) {
        ++counters.rooms_joined;
    } else if (std::holds_alternative<RoomLeft>(message)) {
        ++counters.rooms_left;
    } else if (const auto* notice = std::get_if<Notice>(&message)) {
        if (notice->code == code::journal_unreachable) ++counters.lost_leases;
    }
}

broker::SendResult Host::send(const RoutingId& to, const broker::SharedOutgoing& outgoing) {
    const ToClient& message = outgoing->message();
    const auto connection = environment_.network.connection_of(to);
    const int person = connection ? environment_.network.person_of(*connection) : trace_number();
    const std::string& frame = outgoing->frame();
    allow_end(to, message);
    if (frame.size() > limit::frame)
        throw Violation("the broker sends a frame over the size limit");
    const broker::SendResult result = environment_.network.write_to_client(to, frame, now_.steady);
    if (result == broker::SendResult::sent) {
        environment_.trace.note(now_.steady, person, word_for(message), type_of(message),
                                number_of(message, frame.size()));
        environment_.checker.on_written({*connection, number_},
                                        environment_.account_of[static_cast<std::size_t>(person)],
                                        message);
    } else if (result == broker::SendResult::would_block) {
        environment_.trace.note(now_.steady, person, "is blocked for", type_of(message));
    }
    return result;
}

ms Host::disk_takes() {
    const bool late = !environment_.calm_from && environment_.random.once_in(2);
    return ms{1} + environment_.random.up_to(late ? disk * 20 : disk);
}

void Host::submit(std::vector<broker::Write> writes) {
    journal_.submit(std::move(writes));
    const bool late = now_.steady < late_until_;
    commits_at_ =
        now_.steady + (late ? environment_.random.between(disk, late_disk) : disk_takes());
}

void Host::read(const broker::PageRequest& request) {
    journal_.read(request);
    if (!reads_at_) reads_at_ = now_.steady + disk_takes();
}

void Host::disconnect(const RoutingId& who) {
    const auto connection = environment_.network.connection_of(who);
    if (!connection || environment_.network.broker_of(*connection) != number_) return;
    environment_.trace.note(now_.steady, environment_.network.person_of(*connection),
                            "is disconnected by the broker");
    if (!environment_.network.was_hindered(*connection) && !may_have_been_away())
        throw Violation("the broker disconnects a connection that had no fault");
    ++counters.disconnects;
    environment_.network.close_at_broker(who, now_.steady);
}

void Host::report(const broker::Report& report) {
    using What = broker::Report::What;
    if (report.what == What::slow) ++counters.slow;
    if (report.what == What::caught_up) ++counters.caught_up;
    if (report.what == What::refused) ++counters.refused;
    if (report.what == What::delivered) counters.entries += report.count;
    if (report.what == What::journal_trouble) ++counters.gaps;
}

// ---- faults ---------------------------------------------------------------------------

void Host::die(ms now, InFlight in_flight, ms away) {
    if (!core_) return;
    environment_.trace.note(now, trace_number(), "ends", {}, static_cast<std::uint64_t>(in_flight));
    core_.reset();
    environment_.listens[static_cast<std::size_t>(number_)] = false;
    environment_.network.broker_died(now, number_);
    if (peering_) peering_->network.leave(writer());
    journal_.crash(in_flight);
    commits_at_.reset();
    reads_at_.reset();
    stop_by_.reset();
    fault_.reset();
    disk_outcome_unknown_ = false;
    renews_at_.reset();
    orders_.clear();
    frozen_until_ = ms{0};
    environment_.network.freeze_broker(number_, ms{0});
    starts_at_ = now + std::max(away, ms{1});
}

void Host::stop(ms now, ms away) {
    if (!core_ || stop_by_) return;
    environment_.trace.note(now, trace_number(), "is being stopped");
    core_->stop();
    stop_by_ = now + stop_timeout;
    away_ = away;
}

void Host::heal(ms now) {
    fault_.reset();
    full_until_ = late_until_ = frozen_until_ = now;
    if (peering_) peering_->journal.heal();
    if (commits_at_) commits_at_ = std::min(*commits_at_, now + disk);
    if (starts_at_) starts_at_ = std::min(*starts_at_, now + start_takes);
}

}  // namespace indaba::simulation

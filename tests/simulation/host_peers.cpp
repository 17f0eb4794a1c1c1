/// A broker that shares its journal: its lease, its peers and its operator. See host.hpp.
#include <utility>

#include "tests/simulation/host.hpp"

namespace indaba::simulation {
namespace {

constexpr ms renewal{2'000};
constexpr ms calm_again{15'000};  // after heal()

/// Returns true for what a broker says before it closes a connection.
bool announces_end(const ToClient& message) {
    const auto* notice = std::get_if<Notice>(&message);
    return notice && (notice->code == "kicked" || notice->code == code::banned ||
                      notice->code == code::journal_unreachable);
}

}  // namespace

void Host::open_for_peers(ms now) {
    peering_->journal.take_lease({std::to_string(number_), {}});
    renews_at_ = now + renewal;
}

std::optional<ms> Host::next_from_peers() const {
    std::optional<ms> soonest = renews_at_;
    const std::optional<ms> told = peering_->network.next_event(writer());
    if (told && (!soonest || *told < *soonest)) soonest = told;
    return soonest;
}

/// Renews the lease, and passes to the core what the peers tell and the operator orders.
void Host::hear_peers(broker::Effects& effects) {
    if (renews_at_ && *renews_at_ <= now_.steady) {
        renews_at_ = now_.steady + renewal;
        peering_->journal.renew_lease();
    }
    if (peering_->network.has_new_follower(writer(), now_.steady)) core_->on_follower(effects);
    while (const auto message = peering_->network.read(writer(), now_.steady)) {
        ++counters.told;
        core_->on_peer(*message, now_, effects);
    }
    for (const broker::OperatorOrder& order : std::exchange(orders_, {}))
        core_->on_order(++counters.orders, order, now_, effects);
}

void Host::order(broker::OperatorOrder::What what, const Account& account) {
    if (!core_) return;
    broker::OperatorOrder order;
    order.what = what;
    order.target = to_hex(account);
    orders_.push_back(std::move(order));
}

void Host::freeze(ms now, ms until) {
    if (!core_) return;
    environment_.trace.note(now, trace_number(), "is frozen");
    frozen_until_ = until;
    environment_.network.freeze_broker(number_, until);
}

void Host::tell(const broker::PeerMessage& message) {
    peering_->network.tell(writer(), message, now_.steady);
}

void Host::follow(const std::vector<broker::LiveBroker>& brokers) {
    peering_->network.follow(writer(), brokers, now_.steady);
}

void Host::follow_anew(std::int64_t other) {
    ++counters.told_anew;
    peering_->network.follow_anew(writer(), other, now_.steady);
}

void Host::ask_news() {
    journal_.ask_news();
    if (!reads_at_) reads_at_ = now_.steady + disk_takes();
}

/// Returns true if the broker may just have been frozen, or without its lease.
bool Host::may_have_been_away() const {
    return peering_ &&
           (!environment_.calm_from || now_.steady < *environment_.calm_from + calm_again);
}

/// Notes that a connection may be closed which has had no fault.
void Host::allow_end(const RoutingId& to, const ToClient& message) {
    if (!announces_end(message)) return;
    if (const auto connection = environment_.network.connection_of(to))
        environment_.network.may_end(*connection);
}

}  // namespace indaba::simulation

/// The faults and the checks of brokers that share their journal. See world.hpp.
#include <algorithm>

#include "tests/simulation/world.hpp"

namespace indaba::simulation {
namespace {

using What = broker::OperatorOrder::What;

constexpr ms longest_cut{8'000};
constexpr ms longest_without_lease{30'000};
constexpr ms longest_freeze{20'000};
constexpr ms order_reaches_all_within{3'000};
constexpr ms ban_shows_within{15'000};
constexpr WallMs ten_years = 10 * 365LL * 24 * 3600 * 1000;

}  // namespace

void World::open_hosts(int brokers) {
    environment_.listens.resize(static_cast<std::size_t>(brokers));
    wrong_by_.resize(static_cast<std::size_t>(brokers));
    if (brokers == 1) {
        hosts_.emplace_back(journal_, environment_, !random_.once_in(4));
        return;
    }
    for (int i = 0; i < brokers; ++i)
        hosts_.emplace_back(Peering{i, journals_.emplace_back(store_, random_), peers_},
                            environment_);
    if (wall_random_.once_in(2))
        wrong_by_.back() = wall_random_.once_in(2) ? ten_years : -ten_years;
}

Counters World::counters() const {
    Counters all;
    for (const Host& host : hosts_) all.add(host.counters);
    return all;
}

Host& World::some_host() {
    return is_shared() ? hosts_[random_.below(hosts_.size())] : hosts_.front();
}

/// Returns one that can take an order; in the calm there is one.
Host& World::some_running_host() {
    const std::size_t first = random_.below(hosts_.size());
    for (std::size_t i = 0; i < hosts_.size(); ++i)
        if (Host& host = hosts_[(first + i) % hosts_.size()]; host.core()) return host;
    throw Violation("no broker has started again");
}

/// Adds the kinds of fault of brokers that share their journal, which always finds out whether a
/// commit was stored.
void World::choose_shared_troubles() {
    std::erase(fault_kinds_, FaultKind::unknown_stored);
    std::erase(fault_kinds_, FaultKind::unknown_not_stored);
    const auto choose = [&](FaultKind first, FaultKind last) {
        for (int kind = static_cast<int>(first); kind <= static_cast<int>(last); ++kind)
            if (random_.once_in(2))
                fault_kinds_.insert(fault_kinds_.end(), 1 + random_.below(5),
                                    static_cast<FaultKind>(kind));
    };
    choose(FaultKind::cut_from_store, FaultKind::lose_from_peers);
    if (!random_.once_in(3)) return;
    choose(FaultKind::ban, FaultKind::kick);
    checker_.allow_bans();
}

void World::inject_between_brokers(FaultKind kind) {
    Host& host = some_host();
    if (!host.core()) return;
    switch (kind) {
        case FaultKind::cut_from_store:
            return host.cut_from_store(now_ + random_.up_to(longest_cut));
        case FaultKind::lose_answer:
            return host.lose_next_answer();
        case FaultKind::lose_lease:
            return host.lose_lease(now_ + random_.up_to(longest_without_lease));
        case FaultKind::freeze_broker:
            return host.freeze(now_, now_ + random_.up_to(longest_freeze));
        case FaultKind::cut_from_peers:
            return host.cut_from_peers(now_, now_ + random_.up_to(longest_cut));
        case FaultKind::delay_peers:
            return host.delay_peers(now_ + random_.up_to(longest_cut));
        case FaultKind::lose_from_peers:
            return host.lose_from_peers(now_ + random_.up_to(longest_cut));
        default:
            return order_about(kind);
    }
}

/// Gives an order of an operator, at any of the brokers.
void World::order_about(FaultKind kind) {
    if (kind == FaultKind::unban && banned_once_.empty()) return;
    const Account account =
        random_.pick(kind == FaultKind::unban ? banned_once_ : environment_.account_of);
    if (kind == FaultKind::ban) banned_once_.push_back(account);
    some_host().order(kind == FaultKind::ban     ? What::ban
                      : kind == FaultKind::unban ? What::unban
                                                 : What::kick,
                      account);
}

/// Ends all bans that there are, once each broker knows them.
void World::allow_everybody() {
    run_until(now_ + order_reaches_all_within);
    for (const Host& host : hosts_)
        if (host.core()) checker_.check_access(*host.core());
    for (const broker::Standing& standing : journal_.snapshot().standings)
        if (standing.banned) some_running_host().order(What::unban, standing.account);
}

// ---- checks ------------------------------------------------------------------------------------

void World::check_brokers() {
    for (const Host& host : hosts_) {
        if (!host.core()) throw Violation("a broker has not started again");
        checker_.check_core(*host.core());
        checker_.check_access(*host.core());
    }
}

/// Bans an account at one broker: its sessions end at all, and the others see it go.
void World::ban_somebody() {
    const Account account = random_.pick(environment_.account_of);
    some_running_host().order(What::ban, account);
    hosts_.front().turn(broker_now(0));
    run_until(now_ + order_reaches_all_within);
    for (Person& person : people_) {
        if (person.traits().account != account) continue;
        const client::Model* model = person.model();
        if (model && model->connection_state() == client::ConnectionState::ready)
            throw Violation("a banned account is still joined");
        person.stay_away(now_);
    }
    run_until(now_ + ban_shows_within);
    judge();
}

}  // namespace indaba::simulation

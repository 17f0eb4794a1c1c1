#include "broker/core/peer_people.hpp"

#include <algorithm>

namespace indaba::broker {

PeerPeople::Change PeerPeople::take(const ToldPeople& told) {
    Change change;
    const auto found = brokers_.find(told.writer);
    if (found == brokers_.end()) return change;
    Broker& broker = found->second;
    if (told.is_everybody) {
        const std::set<Account> now(told.online.begin(), told.online.end());
        for (const Account& account : std::set(broker.online))
            if (!now.contains(account)) remove(broker, account, change);
    } else {
        const bool is_news = !told.online.empty() || !told.offline.empty();
        change.has_hole = broker.version == 0 || told.version != broker.version + (is_news ? 1 : 0);
        if (change.has_hole) return change;
    }
    for (const Account& account : told.online) add(broker, account, change);
    for (const Account& account : told.offline) remove(broker, account, change);
    broker.version = told.version;
    return change;
}

PeerPeople::Change PeerPeople::keep(const std::vector<LiveBroker>& live) {
    Change change;
    for (auto each = brokers_.begin(); each != brokers_.end();) {
        if (std::ranges::find(live, each->first, &LiveBroker::writer) != live.end()) {
            ++each;
            continue;
        }
        for (const Account& account : std::set(each->second.online))
            remove(each->second, account, change);
        each = brokers_.erase(each);
    }
    for (const LiveBroker& broker : live) brokers_.try_emplace(broker.writer);
    live_ = live;
    return change;
}

void PeerPeople::add(Broker& broker, const Account& account, Change& change) {
    if (!broker.online.insert(account).second) return;
    ++brokers_of_[account];
    change.accounts.insert(account);
}

void PeerPeople::remove(Broker& broker, const Account& account, Change& change) {
    if (broker.online.erase(account) == 0) return;
    if (--brokers_of_.at(account) == 0) brokers_of_.erase(account);
    change.accounts.insert(account);
}

}  // namespace indaba::broker

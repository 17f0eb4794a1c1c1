#pragma once
/// The people who are online at the other brokers of the server, as each tells it while it has its
/// lease. The core owns it.
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "broker/core/peers.hpp"

namespace indaba::broker {

class PeerPeople {
 public:
    struct Change {
        std::set<Account> accounts;  // who came to a broker, or left one
        bool has_hole = false;       // something was missed: ask the broker for everybody
    };
    /// Takes what a broker tells. What one without a lease tells is ignored.
    Change take(const ToldPeople& told);
    /// Forgets the people of all brokers but those that are live.
    Change keep(const std::vector<LiveBroker>& live);
    bool is_online(const Account& account) const { return brokers_of_.contains(account); }
    /// Returns the brokers that are live.
    const std::vector<LiveBroker>& brokers() const { return live_; }

 private:
    struct Broker {
        std::uint64_t version = 0;  // 0: it has told nothing yet
        std::set<Account> online;
    };
    void add(Broker& broker, const Account& account, Change& change);
    void remove(Broker& broker, const Account& account, Change& change);

    std::vector<LiveBroker> live_;
    std::map<std::int64_t, Broker> brokers_;     // those that are live, by writer
    std::map<Account, std::size_t> brokers_of_;  // at how many brokers each is online
};

}  // namespace indaba::broker

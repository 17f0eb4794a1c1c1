#pragma once
/// Who may pass the handshake: by key, by the address it comes from, and by what was decided about
/// the key. The loop writes it, the ZAP thread asks it. It knows neither
/// ZeroMQ nor disk nor clock.
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "broker/access/addresses.hpp"
#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// Whom the broker admits that is not on the allow-list. The banned never.
enum class Access {
    nearby,  // any key from this machine, a private address, or a network this machine is on
    open,    // any key from anywhere
    invite,  // nobody; invites serve
    closed,  // nobody
};

/// What a proven key is worth.
enum class Admitted { no, account, invite };

class Admission {
 public:
    /// `attached`: the networks of this machine.
    Admission(Access access, std::vector<Prefix> attached);

    void put(const Standing& standing);
    void put(const Invite& invite);
    /// Any thread. `peer`: as libzmq tells it.
    Admitted judge(const Account& key, const std::string& peer, WallMs now) const;

    /// Strangers reach at most the handshake: so the start must prove that they do.
    bool rejects_unknown_keys() const {
        return access_ == Access::invite || access_ == Access::closed;
    }
    bool accepts_invites() const { return access_ != Access::closed; }

 private:
    bool is_nearby(const std::string& peer) const;

    const Access access_;
    const std::vector<Prefix> attached_;
    mutable std::mutex mutex_;
    std::set<Account> allowed_, banned_;
    std::map<Account, Invite> invites_;
};

}  // namespace indaba::broker

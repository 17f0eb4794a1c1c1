#pragma once
/// Decides which keys pass the handshake, by the standing of the key and the address it comes from.
/// The server's thread changes it, the ZAP thread asks it. It knows no socket, disk or clock.
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "broker/handshake/addresses.hpp"
#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// The keys that are admitted besides the allow-list. Banned keys are never admitted.
enum class Access {
    nearby,  // any key from this machine, a private address, or a network this machine is on
    open,    // any key from anywhere
    invite,  // no others, but invites can be used
    closed,  // no others
};

/// Returns the word of --access.
std::string_view to_string(Access access);

enum class Admitted { no, account, invite };

class Admission {
 public:
    /// `attached` are the networks that this machine is on.
    Admission(Access access, std::vector<Prefix> attached);

    void put(const Standing& standing);
    void put(const Invite& invite);
    /// Called by any thread. `peer` is the address in the form that parse_address() reads.
    Admitted judge(const Account& key, const std::string& peer, WallMs now) const;

    /// Returns true if an unknown key must fail the handshake. The broker tests that at its start.
    bool rejects_unknown_keys() const {
        return access_ == Access::invite || access_ == Access::closed;
    }
    bool accepts_invites() const { return access_ != Access::closed; }
    Access access() const { return access_; }

 private:
    bool is_nearby(const std::string& peer) const;

    const Access access_;
    const std::vector<Prefix> attached_;
    mutable std::mutex mutex_;
    std::set<Account> allowed_, banned_;
    std::map<Account, Invite> invites_;
};

}  // namespace indaba::broker

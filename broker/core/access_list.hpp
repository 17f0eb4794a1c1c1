#pragma once
/// What was decided about accounts, and which invites are out: all in memory, filled from the
/// journal at the start and from what is committed afterwards. The core owns it. Whether somebody
/// passes the handshake is the admission's to say.
#include <map>
#include <optional>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class AccessList {
 public:
    explicit AccessList(const Snapshot& snapshot);

    /// Nothing was decided: neither allowed nor banned nor an operator.
    Standing standing_of(const Account& account) const;
    const std::map<Account, Standing>& all() const { return standings_; }
    /// As it is with what is on its way to the journal; nothing when it is unknown.
    std::optional<Invite> find_invite(const Account& key) const;

    void commit(const Standing& standing) { standings_[standing.account] = standing; }
    void commit(const Invite& invite) { invites_[invite.key] = invite; }
    /// A use that is on its way to the journal, or was not stored after all.
    void reserve_use(const Account& key) { --invites_.at(key).uses_left; }
    void return_use(const Account& key) { ++invites_.at(key).uses_left; }

 private:
    std::map<Account, Standing> standings_;
    std::map<Account, Invite> invites_;
};

}  // namespace indaba::broker

#pragma once
/// The standing of each account (allowed, banned, operator), the invites and the enrolments in
/// flight: in memory, filled from the journal at the start and from committed writes afterwards.
/// The core owns it. Admission, not this class, decides about handshakes.
#include <map>
#include <optional>
#include <set>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class Directory;

class AccessList {
 public:
    explicit AccessList(const Snapshot& snapshot);

    /// Returns the default standing (all false) if none was ever set for the account.
    Standing standing_of(const Account& account) const;
    const std::map<Account, Standing>& all() const { return standings_; }

    void commit(const Standing& standing) { standings_[standing.account] = standing; }
    void commit(const Invite& invite) { invites_[invite.key] = invite; }

    /// Returns true if the invite has uses left, those in flight deducted, and has not expired.
    bool is_usable(const Account& invite_key, WallMs now) const;
    bool is_enrolling(const Account& account) const { return enrolling_.contains(account); }
    /// Takes one use of a usable invite. Returns what to write; one of the next two calls ends it.
    Enrolment begin_enrolment(const Account& invite_key, const Account& account, WallMs now);
    /// Applies a stored enrolment and returns the invite as it is now.
    Invite commit(const Enrolment& enrolment);
    /// Returns the use of an enrolment that was not stored.
    void abandon(const Enrolment& enrolment);

 private:
    std::map<Account, Standing> standings_;
    std::map<Account, Invite> invites_;  // uses_left without the enrolments in flight
    std::set<Account> enrolling_;
};

/// Returns the final refusal of a banned or retired account, or nothing if it may connect.
std::optional<Refusal> access_refusal(const Account& account, const AccessList& access_list,
                                      const Directory& directory);

}  // namespace indaba::broker

#pragma once
/// The standing of each account (allowed, banned, operator) and the invites: in memory, filled from
/// the journal at the start and from committed writes afterwards. It also counts the decisions and
/// enrolments in flight. The core owns it. Admission, not this class, decides about handshakes.
#include <cstddef>
#include <map>
#include <optional>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

class Directory;

class AccessList {
 public:
    explicit AccessList(const Snapshot& snapshot);

    /// Returns the default standing (all false) if none was ever set for the account.
    Standing standing_of(const Account& account) const;
    const std::map<Account, Standing>& all() const { return standings_; }

    void commit(const StandingChange& change) { apply(change, standings_[change.account]); }
    void commit(const Invite& invite) { invites_[invite.key] = invite; }
    void commit(const Enrolment& enrolment);

    /// Count a decision about an account, or about whose its names are, while it waits for the
    /// journal.
    void begin_decision(const Account& account) { ++deciding_[account]; }
    void end_decision(const Account& account);
    /// Returns true while a decision about the account waits. What the account asks for meanwhile
    /// cannot be judged: its standing is about to change.
    bool is_deciding(const Account& account) const { return deciding_.contains(account); }

    enum class InviteState { usable, every_use_in_flight, over };
    InviteState state_of(const Account& invite_key, WallMs now) const;
    const Invite& invite(const Account& invite_key) const { return invites_.at(invite_key); }
    bool is_enrolling(const Account& account) const { return enrolling_.contains(account); }
    /// Takes one use of a usable invite until end_enrolment(). Returns what to write.
    Enrolment begin_enrolment(const Account& invite_key, const Account& account, WallMs now);
    void end_enrolment(const Enrolment& enrolment);

 private:
    std::map<Account, Standing> standings_;
    std::map<Account, Invite> invites_;  // as they are stored
    std::map<Account, std::size_t> deciding_;
    std::map<Account, Account> enrolling_;  // the invite that each account enrols with
};

/// Returns the final refusal of a banned or retired account, or nothing if it may connect.
std::optional<Refusal> access_refusal(const Account& account, const AccessList& access_list,
                                      const Directory& directory);

}  // namespace indaba::broker

#include "broker/core/access_list.hpp"

#include <algorithm>

#include "broker/core/directory.hpp"
#include "broker/core/refusals.hpp"

namespace indaba::broker {

AccessList::AccessList(const Snapshot& snapshot) {
    for (const Standing& standing : snapshot.standings) standings_[standing.account] = standing;
    for (const Invite& invite : snapshot.invites) commit(invite);
}

Standing AccessList::standing_of(const Account& account) const {
    const auto found = standings_.find(account);
    if (found != standings_.end()) return found->second;
    Standing standing;
    standing.account = account;
    return standing;
}

void AccessList::end_decision(const Account& account) {
    if (--deciding_[account] == 0) deciding_.erase(account);
}

AccessList::InviteState AccessList::state_of(const Account& invite_key, WallMs now) const {
    const auto found = invites_.find(invite_key);
    if (found == invites_.end()) return InviteState::over;
    const Invite& invite = found->second;
    const bool expired = invite.expires_at != 0 && now >= invite.expires_at;
    if (invite.uses_left == 0 || expired) return InviteState::over;
    const auto in_flight = static_cast<std::uint64_t>(std::ranges::count_if(
        enrolling_, [&](const auto& each) { return each.second == invite_key; }));
    return in_flight < invite.uses_left ? InviteState::usable : InviteState::every_use_in_flight;
}

Enrolment AccessList::begin_enrolment(const Account& invite_key, const Account& account,
                                      WallMs now) {
    enrolling_[account] = invite_key;
    return {account, invite_key, now};
}

void AccessList::end_enrolment(const Enrolment& enrolment) { enrolling_.erase(enrolment.account); }

void AccessList::commit(const Enrolment& enrolment) {
    commit(StandingChange{.account = enrolment.account, .allowed = true, .at = enrolment.at});
    --invites_.at(enrolment.invite).uses_left;
}

std::optional<Refusal> access_refusal(const Account& account, const AccessList& access_list,
                                      const Directory& directory) {
    if (access_list.standing_of(account).banned)
        return Refusal::final(code::banned, refusals::banned_sentence);
    const AccountRecord* known = directory.find(account);
    if (!known || !known->rebound_to) return std::nullopt;
    return Refusal::final(
               code::rebound,
               "The operator gave the name of this key to another key; this one is retired.")
        .naming(*known->rebound_to);
}

}  // namespace indaba::broker

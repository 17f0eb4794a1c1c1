#include "broker/core/access_list.hpp"

#include "broker/core/directory.hpp"
#include "broker/core/refusals.hpp"

namespace indaba::broker {

AccessList::AccessList(const Snapshot& snapshot) {
    for (const Standing& standing : snapshot.standings) commit(standing);
    for (const Invite& invite : snapshot.invites) commit(invite);
}

Standing AccessList::standing_of(const Account& account) const {
    const auto found = standings_.find(account);
    if (found != standings_.end()) return found->second;
    Standing standing;
    standing.account = account;
    return standing;
}

bool AccessList::is_usable(const Account& invite_key, WallMs now) const {
    const auto found = invites_.find(invite_key);
    if (found == invites_.end()) return false;
    const Invite& invite = found->second;
    return invite.uses_left > 0 && (invite.expires_at == 0 || now < invite.expires_at);
}

Enrolment AccessList::begin_enrolment(const Account& invite_key, const Account& account,
                                      WallMs now) {
    enrolling_.insert(account);
    Invite& invite = invites_.at(invite_key);
    --invite.uses_left;
    Standing standing = standing_of(account);
    standing.allowed = true;
    standing.at = now;
    return {standing, invite};
}

Invite AccessList::commit(const Enrolment& enrolment) {
    enrolling_.erase(enrolment.standing.account);
    commit(enrolment.standing);
    return invites_.at(enrolment.invite.key);
}

void AccessList::abandon(const Enrolment& enrolment) {
    enrolling_.erase(enrolment.standing.account);
    ++invites_.at(enrolment.invite.key).uses_left;
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

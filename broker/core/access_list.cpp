#include "broker/core/access_list.hpp"

namespace indaba::broker {

AccessList::AccessList(const Snapshot& snapshot) {
    for (const Standing& standing : snapshot.standings) commit(standing);
    for (const Invite& invite : snapshot.invites) commit(invite);
}

Standing AccessList::standing_of(const Account& account) const {
    const auto found = standings_.find(account);
    if (found != standings_.end()) return found->second;
    Standing none;
    none.account = account;
    return none;
}

std::optional<Invite> AccessList::find_invite(const Account& key) const {
    const auto found = invites_.find(key);
    if (found == invites_.end()) return std::nullopt;
    return found->second;
}

}  // namespace indaba::broker

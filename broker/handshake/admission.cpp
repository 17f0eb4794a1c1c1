#include "broker/handshake/admission.hpp"

#include <algorithm>
#include <utility>

namespace indaba::broker {
namespace {

void set_member(std::set<Account>& keys, const Account& key, bool member) {
    if (member)
        keys.insert(key);
    else
        keys.erase(key);
}

}  // namespace

std::string_view to_string(Access access) {
    switch (access) {
        case Access::nearby:
            return "nearby";
        case Access::open:
            return "open";
        case Access::invite:
            return "invite";
        case Access::closed:
            return "closed";
    }
    return {};
}

Admission::Admission(Access access, std::vector<Prefix> attached)
    : access_(access), attached_(std::move(attached)) {}

void Admission::put(const Standing& standing) {
    const std::lock_guard lock(mutex_);
    set_member(allowed_, standing.account, standing.allowed);
    set_member(banned_, standing.account, standing.banned);
}

void Admission::put(const Invite& invite) {
    const std::lock_guard lock(mutex_);
    if (invite.uses_left > 0)
        invites_[invite.key] = invite;
    else
        invites_.erase(invite.key);
}

Admitted Admission::judge(const Account& key, const std::string& peer, WallMs now) const {
    const std::lock_guard lock(mutex_);
    if (banned_.contains(key)) return Admitted::no;
    const auto invite = invites_.find(key);
    if (invite != invites_.end()) {
        const bool expired = invite->second.expires_at != 0 && now >= invite->second.expires_at;
        return expired || !accepts_invites() ? Admitted::no : Admitted::invite;
    }
    const bool admitted = allowed_.contains(key) || access_ == Access::open ||
                          (access_ == Access::nearby && is_nearby(peer));
    return admitted ? Admitted::account : Admitted::no;
}

bool Admission::is_nearby(const std::string& peer) const {
    const std::optional<Address> address = parse_address(peer);
    if (!address) return false;
    return is_private(*address) ||
           std::ranges::any_of(attached_, [&](const Prefix& each) { return each.has(*address); });
}

}  // namespace indaba::broker

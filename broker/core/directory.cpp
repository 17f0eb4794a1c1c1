#include "broker/core/directory.hpp"

#include <string_view>
#include <utility>

#include "broker/core/refusals.hpp"
#include "common/base/utf8.hpp"

namespace indaba::broker {

Directory::Directory(const Snapshot& snapshot) {
    for (const KnownAccount& known : snapshot.accounts) {
        AccountRecord& record = accounts_[known.account];
        record.name = known.name;
        record.lobby_first = known.lobby_first;
        if (known.rebound_to) retire(known.account, *known.rebound_to);
    }
    for (const KnownName& known : snapshot.names)
        add_name(known.account, known.folded, known.skeleton);
}

const AccountRecord* Directory::find(const Account& account) const {
    const auto found = accounts_.find(account);
    return found == accounts_.end() ? nullptr : &found->second;
}

std::optional<Account> Directory::owner(const std::string& folded) const {
    const auto found = by_folded_.find(folded);
    if (found == by_folded_.end()) return std::nullopt;
    return found->second;
}

std::uint64_t Directory::first_readable(const Account& account,
                                        const Conversation& conversation) const {
    return conversation.room ? find(account)->lobby_first : 1;
}

std::variant<Name, Refusal> Directory::usable_name(const Account& account,
                                                   const std::string& wanted) const {
    const auto valid = validate_name(wanted);
    if (const InvalidName* invalid = std::get_if<InvalidName>(&valid))
        return Refusal::final(code::name_unfit, invalid->why);
    const Name& name = std::get<Name>(valid);
    if (const auto own = owner(name.folded)) {
        if (*own != account) return refusals::name_taken();
        return name;
    }
    const auto alike = by_skeleton_.find(name.skeleton);
    if (alike != by_skeleton_.end() && !alike->second.contains(account))
        return refusals::name_taken();
    const AccountRecord* record = find(account);
    if (record && record->name_count >= max_names)
        return Refusal::final(code::names_used_up,
                              "An account has at most six names, and this one has six.");
    return name;
}

bool Directory::has_room_for(const Account& account, const Name& name) const {
    const auto in_flight = claims_in_flight_.find(account);
    if (in_flight == claims_in_flight_.end() || owner(name.folded)) return true;
    const AccountRecord* record = find(account);
    return (record ? record->name_count : 0) + in_flight->second < max_names;
}

void Directory::end_claim(const Account& account) {
    if (--claims_in_flight_[account] == 0) claims_in_flight_.erase(account);
}

void Directory::commit(const Claim& claim, std::uint64_t lobby_first) {
    AccountRecord& record = accounts_[claim.account];
    record.lobby_first = lobby_first;
    record.name = claim.display;
    add_name(claim.account, claim.folded, claim.skeleton);
}

void Directory::commit(const Rebind& rebind, std::uint64_t lobby_first) {
    AccountRecord& successor = accounts_[rebind.to];
    successor.lobby_first = lobby_first;
    successor.name = accounts_[rebind.from].name;
    for (auto& [folded, account] : by_folded_) {
        if (account != rebind.from) continue;
        account = rebind.to;
        ++successor.name_count;
    }
    for (auto& [skeleton, accounts] : by_skeleton_)
        if (accounts.erase(rebind.from) > 0) accounts.insert(rebind.to);
    retire(rebind.from, rebind.to);
}

void Directory::take(const KnownAccount& known, const std::vector<KnownName>& names) {
    AccountRecord& record = accounts_[known.account];
    record.name = known.name;
    record.lobby_first = known.lobby_first;
    record.name_count = names.size();
    for (const KnownName& name : names) {
        const auto owner = by_folded_.try_emplace(name.folded, known.account).first;
        const Account before = std::exchange(owner->second, known.account);
        by_skeleton_[name.skeleton].erase(before);
        by_skeleton_[name.skeleton].insert(known.account);
    }
    if (known.rebound_to) retire(known.account, *known.rebound_to);
}

void Directory::retire(const Account& from, const Account& to) {
    constexpr std::string_view mark = " (old key)";
    AccountRecord& record = accounts_[from];
    // Shortens a long name by whole characters, so that the mark fits.
    while (record.name.size() + mark.size() > limit::name_bytes)
        record.name.resize(previous_code_point(record.name, record.name.size()));
    record.name += mark;
    record.name_count = 0;
    record.rebound_to = to;
}

std::vector<Person> Directory::people(const std::set<Account>& accounts) const {
    std::vector<Person> result;
    for (const Account& account : accounts)
        if (const AccountRecord* record = find(account)) result.push_back({account, record->name});
    return result;
}

void Directory::add_name(const Account& account, const std::string& folded,
                         const std::string& skeleton) {
    if (by_folded_.emplace(folded, account).second) ++accounts_[account].name_count;
    by_skeleton_[skeleton].insert(account);
}

}  // namespace indaba::broker

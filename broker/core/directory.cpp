#include "broker/core/directory.hpp"

#include <string_view>

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
    for (const ReadMark& mark : snapshot.reads)
        accounts_[mark.account].reads[mark.conversation] = mark.number;
}

const AccountRecord* Directory::find(const Account& account) const {
    const auto found = accounts_.find(account);
    return found == accounts_.end() ? nullptr : &found->second;
}

AccountRecord* Directory::find(const Account& account) {
    const auto found = accounts_.find(account);
    return found == accounts_.end() ? nullptr : &found->second;
}

std::optional<Account> Directory::owner(const std::string& folded) const {
    const auto found = by_folded_.find(folded);
    if (found == by_folded_.end()) return std::nullopt;
    return found->second;
}

Directory::Verdict Directory::check_name(const Account& account, const Name& name) const {
    const auto same = by_folded_.find(name.folded);
    if (same != by_folded_.end()) return same->second == account ? Verdict::own : Verdict::taken;
    const auto alike = by_skeleton_.find(name.skeleton);
    if (alike != by_skeleton_.end() && !alike->second.contains(account)) return Verdict::taken;
    const AccountRecord* record = find(account);
    if (record && record->name_count >= max_names) return Verdict::used_up;
    return Verdict::free;
}

void Directory::commit(const Claim& claim) {
    const bool first = !accounts_.contains(claim.account);
    AccountRecord& record = accounts_[claim.account];
    if (first) record.lobby_first = claim.lobby_first;
    record.name = claim.shown;
    add_name(claim.account, claim.folded, claim.skeleton);
}

void Directory::commit(const Rebind& rebind) {
    const bool first = !accounts_.contains(rebind.to);
    AccountRecord& successor = accounts_[rebind.to];
    if (first) successor.lobby_first = rebind.lobby_first;
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

void Directory::retire(const Account& from, const Account& to) {
    constexpr std::string_view mark = " (old key)";
    AccountRecord& record = accounts_[from];
    // A long name gives way, a whole character at a time.
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

#include "broker/core/presence.hpp"

#include "broker/core/split_into_frames.hpp"

namespace indaba::broker {

void PresenceBoard::set_online(const Account& account, const std::string& name,
                               std::chrono::milliseconds now) {
    std::string& known = online_[account];
    if (!known.empty() && known != name) renamed_.insert(account);
    known = name;
    mark_changed(account, now);
}

void PresenceBoard::set_offline(const Account& account, std::chrono::milliseconds now) {
    online_.erase(account);
    mark_changed(account, now);
}

void PresenceBoard::mark_changed(const Account& account, std::chrono::milliseconds now) {
    changed_.insert(account);
    if (!due_) due_ = now + batch_interval;
}

std::vector<SharedOutgoing> PresenceBoard::publish() {
    const auto size = [](const Change& change) {
        return encoded_size(Person{change.account, change.now ? *change.now : ""});
    };
    std::vector<SharedOutgoing> result;
    for (const std::vector<Change>& part : split_into_frames(take_changes(), limit::list, size))
        result.push_back(std::make_shared<Outgoing>(next_version(part)));
    if (!result.empty()) people_.clear();
    return result;
}

/// Returns the changes of this batch and begins the next one. Changes that cancel out are left out,
/// but a name that changed and changed back is not: entries may have shown the other name.
std::vector<PresenceBoard::Change> PresenceBoard::take_changes() {
    std::vector<Change> changes;
    for (const Account& account : changed_) {
        const auto before = published_.find(account);
        const auto now = online_.find(account);
        const Change change{account, before == published_.end() ? nullptr : &before->second,
                            now == online_.end() ? nullptr : &now->second};
        const bool offline = !change.before && !change.now;
        const bool same = change.before && change.now && *change.before == *change.now;
        if (!offline && (!same || renamed_.contains(account))) changes.push_back(change);
    }
    changed_.clear();
    renamed_.clear();
    due_.reset();
    return changes;
}

/// Publishes the changes as the next version and returns its message.
Presence PresenceBoard::next_version(const std::vector<Change>& changes) {
    Presence presence;
    presence.version = ++version_;
    for (const Change& change : changes) {
        if (!change.now) {
            presence.left.push_back(change.account);
            published_.erase(change.account);
            continue;
        }
        (change.before ? presence.named : presence.joined).push_back({change.account, *change.now});
        published_[change.account] = *change.now;
    }
    return presence;
}

const std::vector<SharedOutgoing>& PresenceBoard::people() {
    if (!people_.empty()) return people_;
    std::vector<Person> everybody;
    for (const auto& [account, name] : published_) everybody.push_back({account, name});
    auto parts = split_into_frames(std::move(everybody));
    if (parts.empty()) parts.emplace_back();
    for (std::size_t i = 0; i < parts.size(); ++i)
        people_.push_back(std::make_shared<Outgoing>(
            People{version_, std::move(parts[i]), i + 1 < parts.size()}));
    return people_;
}

}  // namespace indaba::broker

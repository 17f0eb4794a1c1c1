#include "broker/core/presence.hpp"

#include "broker/core/split_into_frames.hpp"

namespace indaba::broker {

void PresenceBoard::set_online(const Account& account, const std::string& name,
                               std::chrono::milliseconds now) {
    std::string& known = online_[account];
    if (!known.empty() && known != name) renamed_.insert(account);
    known = name;
    changed(account, now);
}

void PresenceBoard::set_offline(const Account& account, std::chrono::milliseconds now) {
    online_.erase(account);
    changed(account, now);
}

void PresenceBoard::changed(const Account& account, std::chrono::milliseconds now) {
    changed_.insert(account);
    if (!due_) due_ = now + batch_interval;
}

std::vector<SharedOutgoing> PresenceBoard::publish() {
    struct Change {
        Account account;
        const std::string* before;
        const std::string* now;
    };
    std::vector<Change> changes;
    for (const Account& account : changed_) {
        const auto before = published_.find(account);
        const auto now = online_.find(account);
        changes.push_back({account, before == published_.end() ? nullptr : &before->second,
                           now == online_.end() ? nullptr : &now->second});
    }
    // A name that came and went within the batch does not cancel: entries may have shown it.
    std::erase_if(changes, [this](const Change& change) {
        return (!change.before && !change.now) ||
               (change.before && change.now && *change.before == *change.now &&
                !renamed_.contains(change.account));
    });
    changed_.clear();
    renamed_.clear();
    due_.reset();

    std::vector<SharedOutgoing> result;
    const auto size = [](const Change& change) {
        return encoded_size(Person{change.account, change.now ? *change.now : ""});
    };
    for (const std::vector<Change>& part :
         split_into_frames(std::move(changes), limit::list, size)) {
        Presence presence;
        presence.version = ++version_;
        for (const Change& change : part) {
            if (!change.now) {
                presence.left.push_back(change.account);
                published_.erase(change.account);
            } else {
                (change.before ? presence.named : presence.joined)
                    .push_back({change.account, *change.now});
                published_[change.account] = *change.now;
            }
        }
        result.push_back(std::make_shared<Outgoing>(std::move(presence)));
    }
    if (!result.empty()) people_.clear();
    return result;
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

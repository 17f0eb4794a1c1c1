#include "broker/access/sign_ons.hpp"

#include <algorithm>

namespace indaba::broker {

SignOns::SignOns(const Rate& per_key)
    : per_key_(per_key), per_strangers_(per_key.times(strangers_have)) {}

void SignOns::know(const Account& key) {
    const std::lock_guard lock(mutex_);
    known_.insert(key);
}

bool SignOns::begin(const Account& key, const std::string& neighbour, ms now, bool invite) {
    const std::lock_guard lock(mutex_);
    forget_full(now);
    // The key first: what it has used up costs its neighbours nothing.
    const bool key_pays = !invite || neighbour.empty();
    if (key_pays && !keys_[key].take(per_key_, 1, now)) return false;
    if (neighbour.empty() || known_.contains(key)) return true;
    if (strangers_[neighbour].take(per_strangers_, 1, now)) return true;
    if (key_pays) keys_[key].give_back(per_key_, 1);
    return false;
}

void SignOns::done(const Account& key, const std::string& neighbour) {
    const std::lock_guard lock(mutex_);
    if (const auto found = keys_.find(key); found != keys_.end())
        found->second.give_back(per_key_, 1);
    if (known_.contains(key)) return;
    if (const auto found = strangers_.find(neighbour); found != strangers_.end())
        found->second.give_back(per_strangers_, 1);
}

void SignOns::forget_full(ms now) {
    const auto kept = [&] { return keys_.size() + strangers_.size(); };
    if (kept() < kept_) return;
    const auto full = [&](const auto& each) { return each.second.full(now); };
    std::erase_if(keys_, full);
    std::erase_if(strangers_, full);
    kept_ = std::max<std::size_t>(1'024, 2 * kept());
}

}  // namespace indaba::broker

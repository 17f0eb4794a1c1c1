#include "broker/sign_ons.hpp"

#include <algorithm>

namespace indaba::broker {

SignOns::SignOns(const Rate& per_key)
    : per_key_(per_key),
      per_address_{per_key.burst * addresses_have, per_key.count * addresses_have, per_key.period} {
}

bool SignOns::begin(const Account& key, const std::string& neighbour, ms now) {
    const std::lock_guard lock(mutex_);
    if (keys_.size() + addresses_.size() >= kept_) {
        const auto full = [&](const auto& each) { return each.second.full(now); };
        std::erase_if(keys_, full);
        std::erase_if(addresses_, full);
        kept_ = std::max<std::size_t>(1'024, 2 * (keys_.size() + addresses_.size()));
    }
    if (!neighbour.empty() && !addresses_[neighbour].take(per_address_, 1, now)) return false;
    return keys_[key].take(per_key_, 1, now);
}

void SignOns::done(const Account& key, const std::string& neighbour) {
    const std::lock_guard lock(mutex_);
    if (const auto found = keys_.find(key); found != keys_.end())
        found->second.give_back(per_key_, 1);
    if (const auto found = addresses_.find(neighbour); found != addresses_.end())
        found->second.give_back(per_address_, 1);
}

}  // namespace indaba::broker

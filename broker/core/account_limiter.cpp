#include "broker/core/account_limiter.hpp"

#include <algorithm>

namespace indaba::broker {
namespace {

/// Removes full buckets, which need no memory: the map holds those used lately, and twice
/// as many at most.
template <class Map>
void drop_full_buckets(Map& map, std::size_t& purge_at, Bucket::ms now) {
    if (map.size() < purge_at) return;
    std::erase_if(map, [&](const auto& each) { return each.second.full(now); });
    purge_at = std::max(AccountLimiter::min_purge_size, 2 * map.size());
}

}  // namespace

AccountLimiter::Buckets& AccountLimiter::buckets_of(const Account& account, ms now) {
    drop_full_buckets(accounts_, accounts_purge_at_, now);
    return accounts_[account];
}

Bucket& AccountLimiter::newcomer_bucket(const std::string& address, ms now) {
    drop_full_buckets(addresses_, addresses_purge_at_, now);
    return addresses_[address];
}

}  // namespace indaba::broker

#include "broker/handshake/handshake_limiter.hpp"

#include <algorithm>

namespace indaba::broker {

HandshakeLimiter::HandshakeLimiter(const Rate& per_key)
    : per_key_(per_key), per_address_(per_key.scaled_by(address_factor)) {}

void HandshakeLimiter::add_known_account(const Account& key) {
    const std::lock_guard lock(mutex_);
    known_accounts_.insert(key);
}

bool HandshakeLimiter::allow(const Account& key, const std::string& rate_limit_key, ms now,
                             bool invite) {
    const std::lock_guard lock(mutex_);
    drop_full_buckets(now);
    // The key is charged first, so that a limited key does not use up its address's limit.
    const bool charge_key = !invite || rate_limit_key.empty();
    if (charge_key && !key_buckets_[key].try_take(per_key_, 1, now)) return false;
    if (rate_limit_key.empty() || known_accounts_.contains(key)) return true;
    if (address_buckets_[rate_limit_key].try_take(per_address_, 1, now)) return true;
    if (charge_key) key_buckets_[key].refund(per_key_, 1);
    return false;
}

void HandshakeLimiter::on_hello(const Account& key, const std::string& rate_limit_key) {
    const std::lock_guard lock(mutex_);
    if (const auto found = key_buckets_.find(key); found != key_buckets_.end())
        found->second.refund(per_key_, 1);
    if (known_accounts_.contains(key)) return;
    if (const auto found = address_buckets_.find(rate_limit_key); found != address_buckets_.end())
        found->second.refund(per_address_, 1);
}

void HandshakeLimiter::drop_full_buckets(ms now) {
    const auto bucket_count = [&] { return key_buckets_.size() + address_buckets_.size(); };
    if (bucket_count() < cleanup_size_) return;
    const auto full = [&](const auto& each) { return each.second.full(now); };
    std::erase_if(key_buckets_, full);
    std::erase_if(address_buckets_, full);
    cleanup_size_ = std::max<std::size_t>(1'024, 2 * bucket_count());
}

}  // namespace indaba::broker

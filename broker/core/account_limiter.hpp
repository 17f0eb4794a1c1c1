#pragma once
/// What each account has left of its limits, however many connections it has; and each address, of
/// new accounts. The core owns it.
#include <map>
#include <string>

#include "broker/limits/limits.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::broker {

class AccountLimiter {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr std::size_t min_purge_size = 1'024;

    /// One account's.
    struct Buckets {
        Bucket posts, bytes, requests, renames, wasted;
        bool full(ms now) const {
            return posts.full(now) && bytes.full(now) && requests.full(now) && renames.full(now) &&
                   wasted.full(now);
        }
    };

    explicit AccountLimiter(const AccountLimits& limits) : limits_(limits) {}

    const AccountLimits& limits() const { return limits_; }
    Buckets& buckets_of(const Account& account, ms now);
    Bucket& newcomer_bucket(const std::string& address, ms now);

    /// Of those that are remembered.
    std::size_t size() const { return accounts_.size() + addresses_.size(); }

 private:
    const AccountLimits limits_;
    std::map<Account, Buckets> accounts_;
    std::map<std::string, Bucket> addresses_;
    std::size_t accounts_purge_at_ = min_purge_size;
    std::size_t addresses_purge_at_ = min_purge_size;
};

}  // namespace indaba::broker

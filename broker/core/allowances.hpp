#pragma once
/// What each account has left of its limits, however many connections it has; and each address, of
/// new accounts. The core owns it.
#include <map>
#include <string>

#include "broker/limits/limits.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::broker {

class Allowances {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr std::size_t kept_at_least = 1'024;

    /// One account's.
    struct Allowance {
        Bucket posts, bytes, requests, renames, useless;
        bool full(ms now) const {
            return posts.full(now) && bytes.full(now) && requests.full(now) && renames.full(now) &&
                   useless.full(now);
        }
    };

    explicit Allowances(const MemberLimits& limits) : limits_(limits) {}

    const MemberLimits& limits() const { return limits_; }
    Allowance& of(const Account& account, ms now);
    Bucket& newcomers(const std::string& address, ms now);

    /// Of those that are remembered.
    std::size_t size() const { return accounts_.size() + addresses_.size(); }

 private:
    const MemberLimits limits_;
    std::map<Account, Allowance> accounts_;
    std::map<std::string, Bucket> addresses_;
    std::size_t accounts_kept_ = kept_at_least;
    std::size_t addresses_kept_ = kept_at_least;
};

}  // namespace indaba::broker

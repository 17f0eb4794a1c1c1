#pragma once
/// The rate limits of each account, shared by all its connections, and of each address, for new
/// accounts. A charge_… function charges its message, or returns the refusal of the message and
/// charges nothing. The core owns it.
#include <map>
#include <optional>
#include <string>

#include "broker/limits/limits.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::broker {

class AccountLimiter {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr std::size_t min_purge_size = 1'024;

    explicit AccountLimiter(const AccountLimits& limits) : limits_(limits) {}
    const AccountLimits& limits() const { return limits_; }

    std::optional<Refusal> charge_request(const Account& payer, ms now);
    /// Charges a request whose answer is large. The bytes of the answer are charged when it is
    /// sent.
    std::optional<Refusal> charge_read(const Account& payer, ms now);
    std::optional<Refusal> charge_post(const Account& payer, std::size_t body_bytes, ms now);
    std::optional<Refusal> charge_rename(const Account& payer, ms now);
    /// Charges a new account to its address. An empty address is this machine and has no limit.
    std::optional<Refusal> charge_newcomer(const std::string& address, ms now);
    /// Return what a charge took for something that was not done.
    void refund_rename(const Account& payer);
    void refund_newcomer(const std::string& address);
    void charge_bytes(const Account& payer, std::uint64_t bytes, ms now);
    /// Charges a message without effect. Returns false beyond the limit.
    bool charge_wasted(const Account& payer, ms now);

    /// Returns the number of accounts and addresses whose use is remembered.
    std::size_t size() const { return accounts_.size() + addresses_.size(); }

 private:
    struct Buckets {
        Bucket posts, bytes, requests, renames, wasted;
        bool full(ms now) const {
            return posts.full(now) && bytes.full(now) && requests.full(now) && renames.full(now) &&
                   wasted.full(now);
        }
    };
    Buckets& buckets_of(const Account& payer, ms now);

    const AccountLimits limits_;
    std::map<Account, Buckets> accounts_;
    std::map<std::string, Bucket> addresses_;
    std::size_t accounts_purge_at_ = min_purge_size;
    std::size_t addresses_purge_at_ = min_purge_size;
};

}  // namespace indaba::broker

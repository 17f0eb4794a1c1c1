#pragma once
/// Handshakes that no hello followed. libzmq keeps what such a connection sends even when it has
/// gone, if another has its routing id: so each key and each address may have but a few of them in
/// a while. Honest clients say hello at once, and pay nothing. Accounts with names pay by their
/// keys alone: nobody keeps an office out. Asked by the ZAP thread, told by the loop.
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "broker/limits/bucket.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::broker {

class HandshakeLimiter {
 public:
    using ms = std::chrono::milliseconds;
    /// Of one address, times what one key has.
    static constexpr std::uint64_t address_factor = 10;

    explicit HandshakeLimiter(const Rate& per_key);

    /// An account with a name.
    void add_known_account(const Account& key);

    /// A handshake is about to succeed. False: not now. `rate_limit_key` as rate_limit_key() tells.
    /// An invite's key is many people's: where there is an address, that alone pays.
    bool allow(const Account& key, const std::string& rate_limit_key, ms now, bool invite = false);
    /// Hello was said.
    void on_hello(const Account& key, const std::string& rate_limit_key);

 private:
    void drop_full_buckets(ms now);

    const Rate per_key_, per_address_;
    std::mutex mutex_;
    std::set<Account> known_accounts_;
    std::map<Account, Bucket> key_buckets_;
    std::map<std::string, Bucket> address_buckets_;  // by address
    std::size_t cleanup_size_ = 1'024;
};

}  // namespace indaba::broker

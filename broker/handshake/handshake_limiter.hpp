#pragma once
/// Limits handshakes that no hello follows, per key and per address. They cost memory: if another
/// connection has the same routing id, libzmq keeps what the connection sent even after it closed.
/// A hello refunds its handshake, so that honest clients are not limited. Known accounts are
/// limited by key only, so that unknown keys cannot lock out an office behind the same address. The
/// ZAP thread calls allow(), the server's thread the others.
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
    /// One address may have this many times the handshakes of one key.
    static constexpr std::uint64_t address_factor = 10;

    explicit HandshakeLimiter(const Rate& per_key);

    void add_known_account(const Account& key);

    /// Charges a handshake. Returns false if it must fail. `rate_limit_key` is of addresses.hpp.
    /// Many people share an invite's key: such a handshake is charged to its address only, if it
    /// has one.
    bool allow(const Account& key, const std::string& rate_limit_key, ms now, bool invite = false);
    /// Refunds the handshake that this hello followed.
    void on_hello(const Account& key, const std::string& rate_limit_key);

 private:
    void drop_full_buckets(ms now);

    const Rate per_key_, per_address_;
    std::mutex mutex_;
    std::set<Account> known_accounts_;
    std::map<Account, Bucket> key_buckets_;
    std::map<std::string, Bucket> address_buckets_;  // by rate_limit_key
    std::size_t cleanup_size_ = 1'024;
};

}  // namespace indaba::broker

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

class SignOns {
 public:
    using ms = std::chrono::milliseconds;
    /// Of one address, times what one key has.
    static constexpr std::uint64_t strangers_have = 10;

    explicit SignOns(const Rate& per_key);

    /// An account with a name.
    void know(const Account& key);

    /// A handshake is about to succeed. False: not now. `neighbour` as neighbour() tells. An
    /// invite's key is many people's: where there is an address, that alone pays.
    bool begin(const Account& key, const std::string& neighbour, ms now, bool invite = false);
    /// Hello was said.
    void done(const Account& key, const std::string& neighbour);

 private:
    void forget_full(ms now);

    const Rate per_key_, per_strangers_;
    std::mutex mutex_;
    std::set<Account> known_;
    std::map<Account, Bucket> keys_;
    std::map<std::string, Bucket> strangers_;  // by address
    std::size_t kept_ = 1'024;
};

}  // namespace indaba::broker

#pragma once
/// Handshakes that no hello followed. libzmq keeps what such a connection sends, up to its
/// high-water mark, even when it has gone, if another has its routing id: so each key and each
/// address may have but a few of them in a while. Honest clients say hello at once, and pay
/// nothing. Asked by the ZAP thread, told by the loop.
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "broker/bucket.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::broker {

class SignOns {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr std::uint64_t addresses_have = 10;  // times what one key has

    explicit SignOns(const Rate& per_key);

    /// A handshake is about to succeed. False: not now. `neighbour` as neighbour() tells.
    bool begin(const Account& key, const std::string& neighbour, ms now);
    /// Hello was said.
    void done(const Account& key, const std::string& neighbour);

 private:
    const Rate per_key_, per_address_;
    std::mutex mutex_;
    std::map<Account, Bucket> keys_;
    std::map<std::string, Bucket> addresses_;
    std::size_t kept_ = 1'024;
};

}  // namespace indaba::broker

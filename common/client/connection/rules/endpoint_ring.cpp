#include "common/client/connection/rules/endpoint_ring.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace indaba::client {
namespace {

using Rank = std::array<unsigned char, 32>;

/// Returns the BLAKE2b hash over a domain, the account and the endpoint.
Rank rank(const Account& account, const Endpoint& endpoint) {
    constexpr std::string_view domain = "indaba-endpoint-v1";
    const std::string text =
        std::string(domain) + std::string(account.view()) + to_string(endpoint);
    Rank hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr,
                       0);
    return hash;
}

}  // namespace

Endpoints in_order_of(const Account& account, Endpoints endpoints) {
    std::ranges::sort(endpoints, {},
                      [&](const Endpoint& endpoint) { return rank(account, endpoint); });
    return endpoints;
}

bool EndpointRing::advance(std::chrono::milliseconds now) {
    const auto ready_since = std::exchange(ready_since_, std::nullopt);
    if (ready_since && now - *ready_since >= stable_after) failed_ = 0;
    at_ = (at_ + 1) % endpoints_.size();
    if (++failed_ < endpoints_.size()) return true;
    failed_ = 0;
    return false;
}

}  // namespace indaba::client

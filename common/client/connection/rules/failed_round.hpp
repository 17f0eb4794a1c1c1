#pragma once
/// The failed attempts of one round over the endpoints of a server, and what they say together.
/// Used by client.cpp. Pure.
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/client/home/endpoint_key.hpp"

namespace indaba::client {

struct FailedAttempt {
    Endpoint endpoint;
    std::string why;  // a sentence
    /// The broker is there but refused for now.
    bool refused_for_now = false;
    /// The broker asked to wait for this long.
    std::chrono::milliseconds retry_after{};
    /// The key that the broker announced instead of proving the trusted one.
    std::optional<Account> claimed = {};
};

class FailedRound {
 public:
    void add(FailedAttempt attempt) { attempts_.push_back(std::move(attempt)); }

    /// Returns why there is no connection: one sentence, or one for each endpoint if they differ.
    std::string sentence() const;
    bool refused_for_now() const;
    /// Returns the longest time that a broker asked to wait for.
    std::chrono::milliseconds retry_after() const;
    /// Returns the first claimed key, if a broker claimed one.
    std::optional<EndpointKey> claimed() const;
    /// Returns true if every broker claimed a key.
    bool all_claimed() const;
    /// Returns two endpoints that claim different keys, if there are such.
    std::optional<std::pair<EndpointKey, EndpointKey>> different_keys() const;

 private:
    std::vector<FailedAttempt> attempts_;
};

}  // namespace indaba::client

#pragma once
/// The endpoint of a server that a client tries next. The order depends on the account and is the
/// same at each start (rendezvous hashing): people spread over the brokers of a server, and each
/// keeps the own one. After a loss or a failed attempt the next endpoint is tried at once, and the
/// client waits only after a round in which each has failed. Used by client.cpp. Pure.
#include <chrono>
#include <cstddef>
#include <optional>

#include "common/base/endpoints.hpp"
#include "common/wire/bytes.hpp"

namespace indaba::client {

/// Returns the endpoints in the order in which this account tries them.
Endpoints in_order_of(const Account& account, Endpoints endpoints);

class EndpointRing {
 public:
    /// A connection that was ready for this long begins a new round when it is lost. One that is
    /// lost sooner counts as a failed attempt, so that brokers which drop a client at once are not
    /// tried without a wait.
    static constexpr std::chrono::seconds stable_after{5};

    EndpointRing(const Endpoints& endpoints, const Account& account)
        : endpoints_(in_order_of(account, endpoints)) {}

    /// Returns the endpoint of the connection or, when there is none, of the next attempt.
    const Endpoint& current() const { return endpoints_[at_]; }
    /// `now` is a time of the steady clock, here and below.
    void on_ready(std::chrono::milliseconds now) { ready_since_ = now; }
    /// Goes on to the next endpoint after a loss or a failed attempt. Returns true when it may be
    /// tried at once, false when each endpoint has failed in this round.
    bool advance(std::chrono::milliseconds now);

 private:
    Endpoints endpoints_;
    std::size_t at_ = 0;
    std::size_t failed_ = 0;  // in this round
    std::optional<std::chrono::milliseconds> ready_since_;
};

}  // namespace indaba::client

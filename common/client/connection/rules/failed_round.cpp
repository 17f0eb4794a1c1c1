#include "common/client/connection/rules/failed_round.hpp"

#include <algorithm>

namespace indaba::client {

std::string FailedRound::sentence() const {
    const auto same = [this](const FailedAttempt& attempt) {
        return attempt.why == attempts_.front().why;
    };
    if (attempts_.empty()) return "";
    if (std::ranges::all_of(attempts_, same)) return attempts_.front().why;
    std::string text;
    for (const FailedAttempt& attempt : attempts_)
        text += (text.empty() ? "" : " ") + to_string(attempt.endpoint) + ": " + attempt.why;
    return text;
}

bool FailedRound::refused_for_now() const {
    return std::ranges::any_of(attempts_, &FailedAttempt::refused_for_now);
}

std::chrono::milliseconds FailedRound::retry_after() const {
    std::chrono::milliseconds longest{};
    for (const FailedAttempt& attempt : attempts_) longest = std::max(longest, attempt.retry_after);
    return longest;
}

std::optional<EndpointKey> FailedRound::claimed() const {
    for (const FailedAttempt& attempt : attempts_)
        if (attempt.claimed) return EndpointKey{attempt.endpoint, *attempt.claimed};
    return std::nullopt;
}

bool FailedRound::all_claimed() const {
    return std::ranges::all_of(
        attempts_, [](const FailedAttempt& attempt) { return attempt.claimed.has_value(); });
}

std::optional<std::pair<EndpointKey, EndpointKey>> FailedRound::different_keys() const {
    const std::optional<EndpointKey> first = claimed();
    for (const FailedAttempt& attempt : attempts_)
        if (attempt.claimed && *attempt.claimed != first->key)
            return std::pair{*first, EndpointKey{attempt.endpoint, *attempt.claimed}};
    return std::nullopt;
}

}  // namespace indaba::client

#pragma once
/// Connections whose session has ended with a notice. Each is closed after a grace time, so that
/// the notice can be read; what it sends meanwhile is ignored. The core owns it.
#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <utility>

#include "broker/core/events.hpp"

namespace indaba::broker {

class PendingDisconnects {
 public:
    using ms = std::chrono::milliseconds;
    static constexpr ms grace{200};

    void add(const RoutingId& who, ms now) { waiting_.emplace_back(now + grace, who); }
    bool contains(const RoutingId& who) const {
        return std::ranges::any_of(waiting_, [&](const auto& each) { return each.second == who; });
    }
    /// Returns when close_due() has a connection to close.
    std::optional<ms> due() const {
        return waiting_.empty() ? std::nullopt : std::optional(waiting_.front().first);
    }
    void close_due(ms now, Effects& effects) {
        while (!waiting_.empty() && waiting_.front().first <= now) {
            effects.push_back(Disconnect{std::move(waiting_.front().second)});
            waiting_.pop_front();
        }
    }

 private:
    std::deque<std::pair<ms, RoutingId>> waiting_;  // soonest first
};

}  // namespace indaba::broker

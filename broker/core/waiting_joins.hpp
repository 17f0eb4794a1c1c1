#pragma once
/// The joins at a broker that shares its journal. A client may come from another broker, and has
/// seen what that one has: it is answered only when this one has delivered all that was committed
/// when it came. So nothing that a client knows is missing from what its next broker says. The core
/// owns it.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "broker/core/conversations.hpp"
#include "broker/core/events.hpp"

namespace indaba::broker {

class WaitingJoins {
 public:
    struct Waiting {
        RoutingId who;
        std::uint64_t serial = 0;
        Join join;
    };

    /// Keeps a join until the answer to a question for news, by its number, is delivered. A later
    /// join of the same session replaces the earlier one.
    void add(Waiting waiting, std::uint64_t question) {
        std::erase_if(unanswered_, [&](const auto& one) {
            return one.second.who == waiting.who && one.second.serial == waiting.serial;
        });
        unanswered_.emplace_back(question, std::move(waiting));
    }
    /// Takes the answer to a question: its joins wait until what is missing now is delivered.
    void on_news(std::uint64_t question, std::map<ConversationId, std::uint64_t> missing) {
        Undelivered group{.joins = {}, .missing = std::move(missing)};
        std::erase_if(unanswered_, [&](auto& one) {
            if (one.first > question) return false;
            group.joins.push_back(std::move(one.second));
            return true;
        });
        if (!group.joins.empty()) undelivered_.push_back(std::move(group));
    }
    /// Returns the joins that can be answered now.
    std::vector<Waiting> take_ready(const Conversations& conversations) {
        std::vector<Waiting> ready;
        const auto is_delivered = [&](const auto& missing) {
            return conversations.find(missing.first)->number >= missing.second;
        };
        std::erase_if(undelivered_, [&](Undelivered& group) {
            std::erase_if(group.missing, is_delivered);
            if (!group.missing.empty()) return false;
            std::ranges::move(group.joins, std::back_inserter(ready));
            return true;
        });
        return ready;
    }

 private:
    struct Undelivered {
        std::vector<Waiting> joins;
        std::map<ConversationId, std::uint64_t> missing;  // the number to come to
    };
    std::vector<std::pair<std::uint64_t, Waiting>> unanswered_;
    std::vector<Undelivered> undelivered_;
};

}  // namespace indaba::broker

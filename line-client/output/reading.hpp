#pragma once
/// Up to which entry each conversation has been shown, so that entries come out once, in number
/// order, without holes, however they arrived. Pure; `chat` and `tail` own one each.
#include <cstdint>
#include <map>
#include <optional>

#include "common/client/model/model.hpp"

namespace indaba::line {

class Reading {
 public:
    bool knows(const ConversationId& conversation) const { return shown_.contains(conversation); }
    std::optional<std::uint64_t> shown(const ConversationId& conversation) const;
    /// The next entry to come is the first one readable after `number`.
    void shown_up_to(const ConversationId& conversation, std::uint64_t number);
    void forget(const ConversationId& conversation) { shown_.erase(conversation); }
    void forget_all() { shown_.clear(); }

    /// The next one in order, if it is held; it counts as shown only by shown_up_to.
    const Entry* next(const client::ConversationState& state) const;

 private:
    std::map<ConversationId, std::uint64_t> shown_;
};

}  // namespace indaba::line

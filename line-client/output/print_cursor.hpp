#pragma once
/// Up to which entry each conversation has been shown, so that entries come out once, in number
/// order, without holes, however they arrived. Pure; `chat` and `tail` own one each.
#include <cstdint>
#include <map>
#include <optional>

#include "common/client/model/model.hpp"

namespace indaba::line {

class PrintCursor {
 public:
    bool contains(const ConversationId& conversation) const {
        return printed_by_conversation_.contains(conversation);
    }
    std::optional<std::uint64_t> last_printed(const ConversationId& conversation) const;
    /// The next entry to come is the first one readable after `number`.
    void set_printed(const ConversationId& conversation, std::uint64_t number);
    void forget(const ConversationId& conversation) {
        printed_by_conversation_.erase(conversation);
    }
    void forget_all() { printed_by_conversation_.clear(); }

    /// The next one in order, if it is held; it counts as shown only by set_printed.
    const Entry* next(const client::ConversationState& state) const;

 private:
    std::map<ConversationId, std::uint64_t> printed_by_conversation_;
};

}  // namespace indaba::line

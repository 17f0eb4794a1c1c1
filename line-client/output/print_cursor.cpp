#include "line-client/output/print_cursor.hpp"

#include <algorithm>

namespace indaba::line {

std::optional<std::uint64_t> PrintCursor::last_printed(const ConversationId& conversation) const {
    const auto found = printed_by_conversation_.find(conversation);
    if (found == printed_by_conversation_.end()) return std::nullopt;
    return found->second;
}

void PrintCursor::set_printed(const ConversationId& conversation, std::uint64_t number) {
    printed_by_conversation_[conversation] = number;
}

const Entry* PrintCursor::next(const client::ConversationState& state) const {
    const auto found = printed_by_conversation_.find(state.conversation.id);
    if (found == printed_by_conversation_.end()) return nullptr;
    return state.held.find(std::max(found->second + 1, state.first));
}

}  // namespace indaba::line

#include "line-client/output/reading.hpp"

#include <algorithm>

namespace indaba::line {

std::optional<std::uint64_t> Reading::shown(const ConversationId& conversation) const {
    const auto found = shown_.find(conversation);
    if (found == shown_.end()) return std::nullopt;
    return found->second;
}

void Reading::shown_up_to(const ConversationId& conversation, std::uint64_t number) {
    shown_[conversation] = number;
}

const Entry* Reading::next(const client::ConversationState& state) const {
    const auto found = shown_.find(state.conversation.id);
    if (found == shown_.end()) return nullptr;
    return state.history.find(std::max(found->second + 1, state.first));
}

}  // namespace indaba::line

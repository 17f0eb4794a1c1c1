/// The part of the model that counts unread messages and mentions. See model.hpp.
#include <utility>

#include "common/client/model/folded_message.hpp"
#include "common/client/model/model.hpp"
#include "common/wire/name.hpp"

namespace indaba::client {
void Model::count_unread(ConversationState& state, const std::vector<std::uint64_t>& numbers) {
    if (!options_.counts_unread) return;
    for (const std::uint64_t number : numbers) {
        const Entry* entry = state.held.find(number);
        if (!entry || number <= state.read || !counts_as_unread(*entry, me()))
            state.unread_messages.remove(number);
        else
            state.unread_messages.put(number, mentions_me(state, number));
    }
}

bool Model::mentions_me(const ConversationState& state, std::uint64_t number) const {
    const std::optional<FoldedMessage> message = folded_message(state, number);
    return message && !find_mentions(message->text, own_names_).empty();
}

void Model::add_own_name(std::string_view name) {
    if (name.empty() || !own_names_.insert(case_folded(name)).second) return;
    for (auto& [id, state] : conversations_) {
        std::vector<std::uint64_t> numbers;
        for (const auto& [number, mentions] : state.unread_messages.messages())
            numbers.push_back(number);
        count_unread(state, numbers);
    }
}

}  // namespace indaba::client

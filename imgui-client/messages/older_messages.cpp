#include "imgui-client/messages/older_messages.hpp"

namespace indaba::ui {

bool can_load_older(const ViewState& view_state) {
    const client::ConversationState* state = view_state.model->find(view_state.open);
    const std::uint64_t first = view_state.timeline->first_number();
    return state && first > state->first && view_state.older_refused.empty() &&
           view_state.connection.state == ConnectionStatus::State::ready;
}

void load_older(const ViewState& view_state, Intents& intents) {
    if (!view_state.older_loading) intents.push_back(LoadOlder{view_state.open});
}

}  // namespace indaba::ui

#include "imgui-client/views/screen_go_to.hpp"

#include <utility>

namespace indaba::ui {

void open_go_to(const ViewState& view_state, ScreenState& state) {
    const MessagesView& view = state.messages.try_emplace(view_state.open).first->second;
    const client::ConversationState* conversation = view_state.model->find(view_state.open);
    const std::uint64_t newest = conversation ? conversation->number : 0;
    state.go_to.open(view_state, view.at_end() ? newest : view.first_in_sight());
}

void draw_go_to(const ViewState& view_state, const ScreenLayout& layout, bool covered,
                ScreenState& state, Intents& intents) {
    if (state.header.menu.take_go_to()) open_go_to(view_state, state);
    if (covered) state.go_to.close();
    const Rect all{{0, 0}, ImGui::GetIO().DisplaySize};
    const ImVec2 corner{layout.header.max.x - px(16), layout.header.max.y + px(8)};
    state.go_to.draw(view_state, corner, all, intents);
}

void follow_jump(const ViewState& view_state, ScreenState& state) {
    const Jump& jump = view_state.jump;
    if (std::exchange(state.jump_version, jump.version) == jump.version) return;
    MessagesView& view = state.messages.try_emplace(jump.conversation).first->second;
    view.jump_to(jump.number.value_or(0));
    if (!jump.number) view.scroll_to_end();
}

}  // namespace indaba::ui

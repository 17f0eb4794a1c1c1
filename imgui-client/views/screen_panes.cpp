#include "imgui-client/views/screen_panes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <variant>

#include "imgui-client/views/conversation_rows.hpp"

namespace indaba::ui {

bool reachable(Pane pane, const ScreenLayout& layout) {
    switch (pane) {
        case Pane::conversations:
            return layout.sidebar.width() > 0;
        case Pane::people:
            return layout.people.width() > 0;
        case Pane::search:
            return layout.search.width() > 0;
        case Pane::messages:
        case Pane::composer:
            return layout.has_messages();
    }
    return false;
}

void enter_pane(Pane pane, const ViewState& view_state, ScreenState& state) {
    if (pane == Pane::conversations && state.pane != pane) {
        state.sidebar.selection = {ConversationRows(view_state).row_of(view_state.open),
                                   view_state.open};
    }
    state.pane = pane;
    state.by_keyboard = true;
}

void next_pane(const ViewState& view_state, const ScreenLayout& layout, ScreenState& state) {
    constexpr std::array order{Pane::composer, Pane::conversations, Pane::messages, Pane::people,
                               Pane::search};
    auto at =
        static_cast<std::size_t>(std::find(order.begin(), order.end(), state.pane) - order.begin());
    do at = (at + 1) % order.size();
    while (!reachable(order[at], layout) && order[at] != state.pane);
    enter_pane(order[at], view_state, state);
}

void show_search(ScreenState& state) {
    if (!state.search.open) state.before_search = state.pane;
    open_search(state.search);
    state.pane = Pane::search;
    state.by_keyboard = false;
}

void hide_search(ScreenState& state, Intents& intents) {
    close_search(state.search, intents);
    if (state.pane == Pane::search) state.pane = state.before_search;
}

void focus_by_mouse(const ScreenLayout& layout, ScreenState& state) {
    if (!ImGui::IsMouseClicked(ImGuiMouseButton_Left)) return;
    if (state.composer.completion.is_under_mouse()) return;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (layout.messages.has(mouse))
        state.pane = Pane::messages;
    else if (layout.composer.has(mouse))
        state.pane = Pane::composer;
    else if (layout.search.has(mouse))
        state.pane = Pane::search;
    else
        return;
    state.by_keyboard = false;
}

void focus_composer_after_choice(Intents& intents, ScreenState& state) {
    const auto has = [&](auto&& is) { return std::any_of(intents.begin(), intents.end(), is); };
    const bool chosen = has([](const Intent& each) {
        return std::holds_alternative<OpenConversation>(each) ||
               std::holds_alternative<EditRefused>(each);
    });
    if (!chosen) return;
    state.header.people_asked = false;
    SearchPanelState& search = state.search;
    const bool found = search.gone_to && has([](const Intent& each) {
                           return std::holds_alternative<OpenMessage>(each);
                       });
    if (found && search.open && !search.instead) return;
    if (search.open && search.instead) {
        search.open = false;
        if (!search.gone_to) close_search(search, intents);
    }
    state.pane = Pane::composer;
}

}  // namespace indaba::ui

#include "imgui-client/views/screen_panes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
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
        case Pane::find:
            return layout.find_bar.height() > 0;
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
    constexpr std::array order{Pane::composer, Pane::conversations, Pane::find,
                               Pane::messages, Pane::people,        Pane::search};
    auto at =
        static_cast<std::size_t>(std::find(order.begin(), order.end(), state.pane) - order.begin());
    do at = (at + 1) % order.size();
    while (!reachable(order[at], layout) && order[at] != state.pane);
    enter_pane(order[at], view_state, state);
}

void show_search(ScreenState& state) {
    const std::string text = state.find.open ? state.find.field.editor.text() : std::string();
    if (!state.search.open)
        state.before_search = state.pane == Pane::find ? Pane::composer : state.pane;
    state.find.open = false;
    open_search(state.search, text);
    state.pane = Pane::search;
    state.by_keyboard = false;
}

void hide_search(ScreenState& state, Intents& intents) {
    close_search(state.search, intents);
    if (state.pane == Pane::search) state.pane = state.before_search;
}

void show_find(const ViewState& view_state, ScreenState& state, Intents& intents) {
    const std::string text = state.search.open ? state.search.field.editor.text() : std::string();
    if (state.search.open || state.search.gone_to) close_search(state.search, intents);
    state.header.people_asked = false;
    open_find(view_state, state.find, text);
    state.pane = Pane::find;
    state.by_keyboard = false;
}

void hide_find(ScreenState& state, Intents& intents) {
    close_find(state.find, intents);
    state.pane = Pane::composer;
}

MessagesView& open_messages(const ViewState& view_state, ScreenState& state) {
    return state.messages.try_emplace(view_state.open).first->second;
}

std::uint64_t present_hit(const ViewState& view_state, const ScreenState& state) {
    if (state.find.open) return state.find.gone_to ? state.find.present : 0;
    const auto& chosen = state.search.chosen_key;
    const bool is_here = state.search.gone_to && chosen && chosen->first == view_state.open;
    return is_here ? chosen->second : 0;
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
    else if (layout.find_bar.has(mouse))
        state.pane = Pane::find;
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

#pragma once
/// One frame: all views in their places, the keys that work everywhere, which pane has the focus.
/// Drawn between NewFrame and Render; whoever calls carries out the intents afterwards.
#include <map>

#include "imgui-client/connect/connect_dialog.hpp"
#include "imgui-client/messages/messages_view.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/composer.hpp"
#include "imgui-client/views/header.hpp"
#include "imgui-client/views/people.hpp"
#include "imgui-client/views/sidebar.hpp"

namespace indaba::ui {

enum class Pane { composer, conversations, messages, people };

struct ScreenState {
    Pane pane = Pane::composer;
    bool by_keyboard = false;  // the pane was reached by a key: its focus is marked
    bool help = false;
    ConnectState connect;
    ComposerState composer;
    HeaderState header;
    SidebarState sidebar;
    PeopleState people;
    std::map<ConversationId, MessagesView> messages;  // of one timelines_version of the view_state
    std::uint64_t timelines_version = 0;
};

/// Fills the whole display of ImGui's IO.
Intents draw_screen(const ViewState& view_state, ScreenState& state);
/// In seconds: when the screen changes by itself (caret, countdown); nothing: never.
std::optional<double> next_change(const ViewState& view_state, const ScreenState& state);

}  // namespace indaba::ui

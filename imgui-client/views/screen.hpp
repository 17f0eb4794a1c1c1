#pragma once
/// One frame of the whole window: lays out and draws all views, handles the keys that work
/// everywhere, and decides which pane has the focus. Called between NewFrame and Render; the caller
/// carries out the intents afterwards.
#include <map>
#include <optional>

#include "imgui-client/connect/connect_dialog.hpp"
#include "imgui-client/messages/messages_view.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/views/composer.hpp"
#include "imgui-client/views/find_bar.hpp"
#include "imgui-client/views/go_to_card.hpp"
#include "imgui-client/views/header.hpp"
#include "imgui-client/views/people.hpp"
#include "imgui-client/views/room_dialogs.hpp"
#include "imgui-client/views/search_panel.hpp"
#include "imgui-client/views/settings_state.hpp"
#include "imgui-client/views/sidebar.hpp"

namespace indaba::ui {

enum class Pane { composer, conversations, messages, people, search, find };

struct ScreenState {
    Pane pane = Pane::composer;
    bool by_keyboard = false;  // the pane was reached by key, so its focus is framed
    bool help = false;
    ConnectState connect;
    ComposerState composer;
    HeaderState header;
    SidebarState sidebar;
    PeopleState people;
    RoomDialogs rooms;
    GoToCard go_to;
    int jump_version = 0;                   // of the view state, at the last frame
    std::optional<SettingsState> settings;  // while the dialog is open
    SearchPanelState search;
    FindBarState find;                                // one of the two is open at most
    Pane before_search = Pane::composer;              // gets the focus back
    std::map<ConversationId, MessagesView> messages;  // cleared when timelines_version changes
    std::uint64_t timelines_version = 0, erased_version = 0;
};

/// Draws the window over ImGui's whole display. Returns the intents of the frame.
Intents draw_screen(const ViewState& view_state, ScreenState& state);
/// Returns the seconds until the screen changes without input (caret, countdown), if it does.
std::optional<double> next_change(const ViewState& view_state, const ScreenState& state);

}  // namespace indaba::ui

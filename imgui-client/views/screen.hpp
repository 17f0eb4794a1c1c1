#pragma once
/// One frame: all views in their places, the keys that work everywhere, which pane has the focus.
/// Drawn between NewFrame and Render; whoever calls carries out the intents afterwards.
#include <map>

#include "imgui-client/connect/view_connect.hpp"
#include "imgui-client/messages/view_messages.hpp"
#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/scene.hpp"
#include "imgui-client/views/view_composer.hpp"
#include "imgui-client/views/view_header.hpp"
#include "imgui-client/views/view_people.hpp"
#include "imgui-client/views/view_sidebar.hpp"

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
    std::map<ConversationId, MessagesView> messages;  // of one era of the scene
    std::uint64_t era = 0;
};

/// Fills the whole display of ImGui's IO.
Intents draw_screen(const Scene& scene, ScreenState& state);
/// In seconds: when the screen changes by itself (caret, countdown); nothing: never.
std::optional<double> next_change(const Scene& scene, const ScreenState& state);

}  // namespace indaba::ui

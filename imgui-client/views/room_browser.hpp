#pragma once
/// The dialog "All rooms": lists the rooms that the user may see, filtered by what is typed. Enter
/// or a click joins or opens one.
#include <cstdint>
#include <optional>
#include <string>

#include "imgui-client/view_state/intents.hpp"
#include "imgui-client/view_state/room_filter.hpp"
#include "imgui-client/view_state/view_state.hpp"
#include "imgui-client/widgets/paint.hpp"
#include "imgui-client/widgets/text_field.hpp"

namespace indaba::ui {

struct RoomBrowserState {
    TextField filter{false};
    RoomFilter rooms;
    bool on_button = false;  // Tab has gone to "Create a room"; else keys are for the field
    // the row that Enter acts on: it stays on its room while rows move
    std::size_t chosen = 0;
    std::optional<ConversationId> chosen_room;
    std::uint64_t searches = 0;  // at the last frame
    float scroll = 0;            // pixels
};

struct RoomBrowserEnd {
    bool closes = false;
    std::optional<std::string> creates;  // closes, and a room is to be made: its title as typed
};

/// Draws the dialog over `screen`. Returns whether it must close, and what comes then.
RoomBrowserEnd draw_room_browser(const ViewState& view_state, const Rect& screen,
                                 RoomBrowserState& state, Intents& intents);

}  // namespace indaba::ui

#pragma once
/// The wishes of the user about rooms that are not answered yet. Owned by the workspace, which
/// carries them out (workspace_rooms.cpp).
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/client/text/input_command.hpp"
#include "common/wire/protocol.hpp"
#include "imgui-client/view_state/composed_about.hpp"

namespace indaba::ui {

/// A command about rooms as it was typed: it goes back into the composer if it fails.
struct TypedRoomCommand {
    client::RoomCommand command;
    ConversationId here{};  // where it was typed
    std::string text;
    std::optional<ComposedAbout> about;
};

/// A change that the server was asked for.
struct RoomChange {
    RoomRequest request;
    ConversationId asked_in{};              // the conversation that was open
    bool by_dialog = false;                 // which shows the answer
    std::deque<Account> people;             // to add to the room, one after the other
    std::optional<TypedRoomCommand> typed;  // if it was typed
};

struct RoomChanges {
    std::map<std::uint64_t, RoomChange> sent;  // by the number of the request
    /// Commands that wait for the list of rooms or for the account of a name, by its request.
    std::map<std::uint64_t, TypedRoomCommand> waiting;
    std::optional<std::uint64_t> list_request;  // for the dialogs
    std::vector<RoomInfo> listed;               // the last answer to it
    bool list_shown = false;                    // the dialogs have a list, which follows changes
    bool list_stale = false;                    // a room has changed since
};

}  // namespace indaba::ui

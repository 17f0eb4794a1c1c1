#pragma once
/// Rooms for the tests of the dialogs about them.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "imgui-client/view_state/view_state.hpp"

namespace indaba::test {

inline ConversationId room_id(std::uint16_t number) {
    ConversationId id;
    id.bytes[0] = static_cast<std::uint8_t>(number);
    id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[2] = 1;
    return id;
}

inline ui::RoomSummary room(std::uint16_t number, std::string title, std::string topic,
                            std::uint64_t members, bool joined = false) {
    ui::RoomSummary room;
    room.id = room_id(number);
    room.title = std::move(title);
    room.topic = std::move(topic);
    room.members = members;
    room.joined = joined;
    return room;
}

inline ui::RoomSummary lobby_room() {
    ui::RoomSummary summary = room(0, "lobby", "", 0, true);
    summary.id = lobby;
    return summary;
}

/// The lobby, random (joined), reading, ops, release (private, joined), attic (archived, joined).
inline std::vector<ui::RoomSummary> some_rooms() {
    std::vector<ui::RoomSummary> rooms{lobby_room(),
                                       room(1, "random", "Nothing that matters", 33, true),
                                       room(2, "reading", "Papers and books worth an Evening", 11),
                                       room(3, "ops", "Servers, backups, alarms", 9),
                                       room(4, "release", "What ships, and when", 4, true),
                                       room(5, "attic", "Of last year", 1, true)};
    rooms[4].is_private = true;
    rooms[5].archived = true;
    return rooms;
}

}  // namespace indaba::test

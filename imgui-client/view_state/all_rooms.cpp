#include "imgui-client/view_state/all_rooms.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "common/wire/name.hpp"
#include "imgui-client/view_state/lists.hpp"

namespace indaba::ui {
namespace {

RoomSummary listed_room(const RoomInfo& info) {
    RoomSummary room;
    room.id = info.id;
    room.title = info.title;
    room.topic = info.topic;
    room.is_private = info.is_private;
    room.archived = info.archived;
    room.members = info.members;
    return room;
}

}  // namespace

std::vector<RoomSummary> all_rooms(const client::Model& model,
                                   const std::vector<RoomInfo>& listed) {
    std::map<ConversationId, RoomSummary> by_id;
    for (const RoomInfo& info : listed) by_id.insert_or_assign(info.id, listed_room(info));
    // A private room that the user has left is in the old list only.
    std::erase_if(by_id, [](const auto& each) { return each.second.is_private; });
    for (const auto& [id, state] : model.conversations())
        if (state.conversation.room) by_id.insert_or_assign(id, room_summary(state));
    std::vector<std::pair<std::string, RoomSummary>> folded;
    for (auto& [id, room] : by_id) folded.emplace_back(case_folded(room.title), std::move(room));
    std::ranges::sort(folded, {}, [](const auto& each) {
        const RoomSummary& room = each.second;
        return std::tuple<bool, bool, std::uint64_t, const std::string&, const ConversationId&>{
            room.id != lobby, room.archived, ~room.members, each.first, room.id};
    });
    std::vector<RoomSummary> rooms;
    for (auto& [title, room] : folded) rooms.push_back(std::move(room));
    return rooms;
}

}  // namespace indaba::ui

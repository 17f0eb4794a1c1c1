#include "common/client/model/room_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/wire/name.hpp"
#include "common/wire/text.hpp"

namespace indaba::client {
namespace {

bool is_about_person(std::string_view action) {
    constexpr std::array<std::string_view, 4> actions{"add", "remove", "owner", "member"};
    return std::ranges::find(actions, action) != actions.end();
}

RoomRequest request_about(const RoomCommand& command, const ConversationId& room) {
    RoomRequest request;
    request.action = command.action;
    request.conversation = room;
    if (command.action == "title") request.title = command.text;
    if (command.action == "topic") request.topic = command.text;
    return request;
}

RoomRequest creation(const RoomCommand& command) {
    RoomRequest request;
    request.action = command.action;
    request.title = command.room;
    if (!command.text.empty()) request.topic = command.text;
    request.is_private = command.is_private;
    return request;
}

/// An open room goes before a private one of the same title, which somebody may have made to be
/// taken for it.
ResolvedRoomCommand resolve_join(const RoomCommand& command, const Model& model,
                                 const std::vector<RoomInfo>* directory) {
    const std::vector<ConversationId> own = rooms_meant(model, command.room);
    const RoomState* state = own.empty() ? nullptr : &model.find(own.front())->room->state;
    const bool is_certain = state && !state->archived && !state->is_private;
    if (is_certain) return request_about(command, own.front());
    if (!directory) return NeedsDirectory{};
    const std::string folded = case_folded(command.room);
    const auto found = std::ranges::find_if(*directory, [&](const RoomInfo& room) {
        return !room.is_private && case_folded(room.title) == folded;
    });
    if (found != directory->end()) return request_about(command, found->id);
    if (state) return request_about(command, own.front());
    return InvalidInput{
        fmt::format("There is no open room \"{}\". /rooms lists all, and /create "
                    "makes one.",
                    screen_word(command.room))};
}

/// Returns the room that the command names, or the one in which it was typed.
std::variant<ConversationId, InvalidInput> room_of(const RoomCommand& command, const Model& model,
                                                   const ConversationId& here) {
    if (!command.room.empty())
        return find_own_room(model, command.room, command.action == "reopen");
    const ConversationState* state = model.find(here);
    if (state && state->room) return here;
    return InvalidInput{"This is for rooms other than the lobby: open one first, or /join one."};
}

}  // namespace

std::vector<ConversationId> rooms_meant(const Model& model, std::string_view title, bool archived) {
    std::vector<ConversationId> rooms = model.rooms_titled(title);
    const auto is_other_sort = [&](const ConversationId& id) {
        return model.find(id)->room->state.archived != archived;
    };
    if (!std::ranges::all_of(rooms, is_other_sort)) std::erase_if(rooms, is_other_sort);
    return rooms;
}

std::variant<ConversationId, InvalidInput> find_own_room(const Model& model, std::string_view title,
                                                         bool archived) {
    const std::vector<ConversationId> rooms = rooms_meant(model, title, archived);
    if (rooms.size() == 1) return rooms.front();
    if (rooms.empty())
        return InvalidInput{
            fmt::format("You are in no room \"{}\". /rooms lists all, and /join "
                        "joins one.",
                        screen_word(title))};
    return InvalidInput{
        fmt::format("You are in {} rooms with the title \"{}\". An owner can give "
                    "one another title: /title NEW in that room.",
                    rooms.size(), screen_word(title))};
}

ResolvedRoomCommand resolve(const RoomCommand& command, const Model& model,
                            const ConversationId& here, const std::vector<RoomInfo>* directory) {
    if (command.action == "create") return creation(command);
    if (command.action == "join") return resolve_join(command, model, directory);
    const auto room = room_of(command, model, here);
    if (const auto* wrong = std::get_if<InvalidInput>(&room)) return *wrong;
    RoomRequest request = request_about(command, std::get<ConversationId>(room));
    if (!is_about_person(command.action)) return request;
    request.account = model.account_of(command.name);
    if (!request.account) return NeedsPerson{command.name};
    return request;
}

}  // namespace indaba::client

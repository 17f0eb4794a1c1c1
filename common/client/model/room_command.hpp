#pragma once
/// Turns a command about rooms, as it was typed, into the request for the broker. For both clients.
/// Pure.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/client/model/model.hpp"
#include "common/client/text/input_command.hpp"

namespace indaba::client {

/// The command needs the list of rooms: ask for it (Model::list_rooms), and resolve again.
struct NeedsDirectory {};
/// The command needs the account of somebody: ask the broker for the name (Model::who), and resolve
/// again; the model knows the account then if there is one.
struct NeedsPerson {
    std::string name;
};

using ResolvedRoomCommand = std::variant<RoomRequest, NeedsDirectory, NeedsPerson, InvalidInput>;

/// Returns the request of a command that was typed in the conversation `here`; not of "rooms".
/// `directory` is the list of rooms, if it was asked for.
ResolvedRoomCommand resolve(const RoomCommand& command, const Model& model,
                            const ConversationId& here,
                            const std::vector<RoomInfo>* directory = nullptr);

/// Returns the rooms of this account that a title can mean: those that are archived, or those that
/// are not, as asked for; all of them if there is none of that sort.
std::vector<ConversationId> rooms_meant(const Model& model, std::string_view title,
                                        bool archived = false);

/// Returns the one room that the title can mean, or a sentence.
std::variant<ConversationId, InvalidInput> find_own_room(const Model& model, std::string_view title,
                                                         bool archived = false);

}  // namespace indaba::client

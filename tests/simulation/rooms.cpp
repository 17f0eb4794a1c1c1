#include "tests/simulation/rooms.hpp"

#include <array>
#include <string>
#include <string_view>

namespace indaba::simulation {
namespace {

constexpr std::size_t enough_rooms = 6;
constexpr std::array<std::string_view, 5> titles{"cooks", "bakers", "C0oks", "news", "Ops"};
/// A more frequent action stands here more often.
constexpr std::array<std::string_view, 16> actions{
    "join", "join",   "join",   "leave", "leave",  "add",   "add",   "add",
    "add",  "remove", "remove", "owner", "member", "title", "topic", "reopen"};

std::string some_title(Random& random) { return std::string(titles[random.below(titles.size())]); }

}  // namespace

RoomRequest some_room_request(Random& random, const std::vector<ConversationId>& rooms,
                              const std::vector<Account>& accounts) {
    RoomRequest request;
    if (rooms.empty() || (rooms.size() < enough_rooms && random.once_in(3))) {
        request.action = "create";
        request.title = some_title(random);
        request.is_private = random.once_in(2);
        request.from_joining = random.once_in(2);
        return request;
    }
    request.action = random.once_in(24) ? "archive" : actions[random.below(actions.size())];
    request.conversation = random.pick(rooms);
    request.account = random.pick(accounts);
    request.title = some_title(random);
    request.topic = some_title(random);
    return request;
}

bool has_members(const Conversation& conversation) {
    return conversation.room && conversation.id != lobby;
}

RoomInfo info_of(const ConversationId& id, const RoomState& room) {
    RoomInfo info{id,
                  room.title,
                  room.topic,
                  room.is_private,
                  room.from_joining,
                  room.archived,
                  room.members.size(),
                  {}};
    for (const auto& [account, member] : room.members)
        if (member.owner) info.owners.push_back(account);
    return info;
}

const RoomState& RoomHistory::state(const ConversationId& room, std::uint64_t number) {
    std::vector<RoomState>& states = states_[room];
    if (states.empty()) states.emplace_back();
    const std::vector<Entry>& entries = journal_.entries(room);
    while (states.size() <= number && states.size() <= entries.size()) {
        RoomState next = states.back();
        apply(entries[states.size() - 1], next);
        states.push_back(std::move(next));
    }
    return states.at(number);
}

}  // namespace indaba::simulation

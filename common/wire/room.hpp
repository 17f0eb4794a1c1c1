#pragma once
/// The state of a room as its `_room` entries make it, from the first one on. The journal, the
/// core, `verify` and clients apply the same function, so the chain proves who was a member.
#include <cstdint>
#include <map>
#include <string>

#include "common/wire/bodies.hpp"
#include "common/wire/protocol.hpp"

namespace indaba {

struct RoomMember {
    std::uint64_t first = 1;  // the first number that the member may read
    bool owner = false;
    bool operator==(const RoomMember&) const = default;
};

struct RoomState {
    std::string title;
    std::string topic;
    bool is_private = false;
    bool from_joining = false;
    bool archived = false;
    std::map<Account, RoomMember> members;
    bool operator==(const RoomState&) const = default;
};

/// Changes the state as the entry `number` says, whose body is `event`. `author` is the entry's:
/// the broker, which is never a member. An event of an unknown kind changes nothing.
void apply(const RoomEvent& event, std::uint64_t number, const Account& author, RoomState& room);
/// Does the same for any entry of the room. One that is no `_room` entry changes nothing.
void apply(const Entry& entry, RoomState& room);

}  // namespace indaba

#include "common/wire/room.hpp"

#include <algorithm>

#include "common/wire/codec.hpp"

namespace indaba {
namespace {

/// Makes the account a member, unless it is one.
void add_member(const Account& account, std::uint64_t number, RoomState& room) {
    room.members.try_emplace(account, RoomMember{room.from_joining ? number : 1});
}

void set_owner(const Account& account, bool owner, RoomState& room) {
    const auto member = room.members.find(account);
    if (member != room.members.end()) member->second.owner = owner;
}

void create(const RoomEvent& event, const Account& author, RoomState& room) {
    room.is_private = event.is_private;
    room.from_joining = event.from_joining;
    if (event.by != author) room.members[event.by] = RoomMember{1, true};
}

/// Gives the place of one member to another account, which keeps what it had itself.
void move_member(const Account& from, const Account& to, RoomState& room) {
    const auto old = room.members.find(from);
    if (old == room.members.end()) return;
    const RoomMember place = old->second;
    room.members.erase(old);
    const auto [now, is_new] = room.members.try_emplace(to, place);
    if (is_new) return;
    now->second.first = std::min(now->second.first, place.first);
    now->second.owner = now->second.owner || place.owner;
}

}  // namespace

void apply(const RoomEvent& event, std::uint64_t number, const Account& author, RoomState& room) {
    const std::string& what = event.what;
    if (event.title && (what == "created" || what == "title")) room.title = *event.title;
    if (event.topic && (what == "created" || what == "topic")) room.topic = *event.topic;
    if (what == "created") create(event, author, room);
    if (what == "joined") add_member(event.by, number, room);
    if (what == "left") room.members.erase(event.by);
    if (what == "archived" || what == "reopened") room.archived = what == "archived";
    if (!event.account) return;
    if (what == "added") add_member(*event.account, number, room);
    if (what == "removed") room.members.erase(*event.account);
    if (what == "owner" || what == "member") set_owner(*event.account, what == "owner", room);
    if (what == "rebound" && event.from) move_member(*event.from, *event.account, room);
}

void apply(const Entry& entry, RoomState& room) {
    if (entry.kind != kind_room) return;
    if (const auto event = decode_room_event(entry.body))
        apply(*event, entry.number, entry.account, room);
}

}  // namespace indaba

#include "common/client/model/room_view.hpp"

#include <string>
#include <utility>

#include "common/wire/codec.hpp"

namespace indaba::client {

RoomView::RoomView(const RoomInfo& info, std::uint64_t applied_up_to, const Account& me)
    : members(info.members), applied(applied_up_to) {
    state.title = info.title;
    state.topic = info.topic;
    state.is_private = info.is_private;
    state.from_joining = info.from_joining;
    state.archived = info.archived;
    state.members[me];
    for (const Account& owner : info.owners) state.members[owner].owner = true;
}

bool RoomView::is_owner(const Account& account) const {
    const auto member = state.members.find(account);
    return member != state.members.end() && member->second.owner;
}

bool RoomView::apply(const Entry& entry, const Account& me) {
    const auto event = decode_room_event(entry.body);
    if (!event) return true;
    const std::string& what = event->what;
    if (what == "owner" && event->account) state.members.try_emplace(*event->account);
    indaba::apply(*event, entry.number, entry.account, state);
    if (what == "joined" || what == "added" || (what == "created" && event->by != entry.account))
        ++members;
    if (what == "left" || what == "removed") members -= members > 0 ? 1 : 0;
    if (lists_members) members = state.members.size();
    return what != "rebound" || (lists_members && event->account != me);
}

void RoomView::list(const std::vector<Person>& all) {
    const auto before = std::exchange(state.members, {});
    for (const Person& person : all) {
        RoomMember& member = state.members[person.account];
        const auto known = before.find(person.account);
        if (known != before.end()) member = known->second;
    }
    members = state.members.size();
    lists_members = true;
}

}  // namespace indaba::client

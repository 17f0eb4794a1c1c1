// The rooms of a fake workspace.
#include <utility>

#include "common/wire/codec.hpp"
#include "tests/ui/fake_workspace.hpp"

namespace indaba::test {

using client::Effects;

ConversationId FakeWorkspace::makes_room(const std::string& title, bool is_private) {
    Talk talk;
    talk.conversation.id.bytes.fill(static_cast<std::uint8_t>(talks_.size()));
    talk.conversation.room = title;
    talk.info = RoomInfo{talk.conversation.id, title, {}, is_private, false, false, 1, {me()}};
    Head head;
    head.conversation = talk.conversation;
    head.info = talk.info;
    talks_[talk.conversation.id] = talk;
    receive(RoomJoined{head});
    RoomEvent created;
    created.what = "created";
    created.title = title;
    created.is_private = is_private;
    room_changes(talk.conversation.id, created);
    return talk.conversation.id;
}

void FakeWorkspace::room_changes(const ConversationId& room, RoomEvent event) {
    if (event.by == Account{}) event.by = me();
    Entry change = entry(talks_[room], account("the broker"), encode(event));
    change.kind = kind_room;
    append(talks_[room], std::move(change));
}

void FakeWorkspace::joins_room(const ConversationId& room, const std::string& name) {
    RoomEvent joined;
    joined.what = "joined";
    joined.by = account(name);
    room_changes(room, joined);
}

void FakeWorkspace::says_in(const ConversationId& room, const std::string& name,
                            const std::string& text) {
    append(talks_[room], entry(talks_[room], account(name), text));
}

void FakeWorkspace::lists_members(const ConversationId& room,
                                  const std::vector<std::string>& names) {
    MemberList list;
    list.conversation = room;
    list.members.push_back({me(), my_name_});
    for (const std::string& name : names) list.members.push_back({account(name), name});
    Effects effects;
    list.request = model_.list_members(room, now_, effects);
    receive(list);
}

void FakeWorkspace::leaves_room(const ConversationId& room) {
    receive(RoomLeft{room});
    talks_.erase(room);
    if (view_state_.open == room) open_lobby();
}

}  // namespace indaba::test

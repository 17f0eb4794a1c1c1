#pragma once
/// A model in a room, whose broker is the test.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/common/client/model/model_fixture.hpp"

namespace indaba::test {

inline const Account broker_account = account(9);

inline ConversationId room_id(std::uint8_t n) {
    ConversationId id;
    id.bytes.fill(n);
    return id;
}

inline Conversation room_conversation(std::string title = "cooks", std::uint8_t n = 70) {
    return {room_id(n), std::move(title), std::nullopt};
}

inline RoomInfo info_of(const Conversation& room, std::uint64_t members,
                        std::vector<Account> owners) {
    RoomInfo info;
    info.id = room.id;
    info.title = *room.room;
    info.members = members;
    info.owners = std::move(owners);
    return info;
}

inline RoomEvent event(std::string what, const Account& by, std::optional<Account> whom = {}) {
    RoomEvent event;
    event.what = std::move(what);
    event.by = by;
    event.account = whom;
    return event;
}

/// Ann in a room that Bob made, with the room's entries as the broker has them.
struct RoomFixture : ModelFixture {
    explicit RoomFixture(client::Model::Options options = options_of_ann(newest))
        : ModelFixture(std::move(options)), talk(room_conversation()) {
        here = {{ann, "ann"}, {bob, "bob"}};
        RoomEvent created = event("created", bob);
        created.title = "cooks";
        talk.add(broker_account, kind_room, encode(created));
    }

    BrokerConversation talk;

    Head head(std::uint64_t members) const {
        Head head = talk.head();
        head.info = info_of(talk.conversation(), members, {bob});
        return head;
    }
    /// Sends `room_joined` and the entry by which Ann is a member.
    void join_room() {
        receive(RoomJoined{head(2)});
        change(event("joined", ann));
    }
    /// Stores an event and delivers it.
    void change(const RoomEvent& what) {
        talk.add(broker_account, kind_room, encode(what));
        deliver_last();
    }
    void deliver_last() { receive(talk.live(talk.last(), talk.last())); }
    const client::RoomView& room() const {
        const client::ConversationState* state = model.find(talk.id());
        REQUIRE(state);
        REQUIRE(state->room);
        return *state->room;
    }
    void join_lobby() {
        join(empty_lobby());
        forget();
    }
};

}  // namespace indaba::test

#pragma once
/// Requests about rooms, as the tests of the core send them.
#include <optional>
#include <string>
#include <utility>

#include "common/wire/codec.hpp"
#include "tests/support/harness.hpp"

namespace indaba::broker::test {

inline RoomRequest creation(std::string title, bool is_private = false, bool from_joining = false) {
    RoomRequest request;
    request.request = 1;
    request.action = "create";
    request.title = std::move(title);
    request.is_private = is_private;
    request.from_joining = from_joining;
    return request;
}

/// Returns a request about a room, and with `whom` about an account.
inline RoomRequest room_request(std::string action, const ConversationId& room,
                                const std::string& whom = {}) {
    RoomRequest request;
    request.request = 1;
    request.action = std::move(action);
    request.conversation = room;
    if (!whom.empty()) request.account = account(whom);
    return request;
}

inline RoomRequest retitling(const ConversationId& room, std::string title) {
    RoomRequest request = room_request("title", room);
    request.title = std::move(title);
    return request;
}

/// Creates a room and returns its id.
inline ConversationId create(Harness& broker, const std::string& client,
                             const RoomRequest& request) {
    broker.forget(client);
    broker.from(client, request);
    broker.commit_all();
    const RoomJoined* joined = broker.last<RoomJoined>(client);
    return joined ? joined->head.conversation.id : ConversationId{};
}

/// Sends a request, commits the change, and returns the code of the refusal; "" when it was done.
inline std::string outcome_of(Harness& broker, const std::string& client, const ToBroker& request) {
    broker.forget(client);
    broker.from(client, request);
    broker.commit_all();
    const Refusal* refusal = broker.last<Refusal>(client);
    return refusal ? refusal->code : std::string();
}

inline Broadcast said_in(const ConversationId& room, std::uint64_t n,
                         const std::string& text = "hi") {
    return {id(n), room, std::string(kind_text), text};
}

/// Returns a change that the broker's console makes, for the content of a journal.
inline RoomChange stored_change(std::uint64_t n, const ConversationId& room, RoomEvent event) {
    RoomChange change;
    change.announcement.conversation.id = room;
    change.announcement.conversation.room = "crowd";
    change.announcement.id = id(n);
    change.announcement.kind = kind_room;
    change.announcement.body = encode(event);
    change.folded = change.skeleton = event.title.value_or("");
    change.event = std::move(event);
    return change;
}

}  // namespace indaba::broker::test

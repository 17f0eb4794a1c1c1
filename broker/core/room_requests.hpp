#pragma once
/// The change that a client's `room` request asks for. Pure: the journal decides whether it is
/// allowed (room_rules.hpp), and the core whether the account may know that the room exists.
#include <variant>

#include "broker/journal/journal.hpp"
#include "common/wire/name.hpp"

namespace indaba::broker {

/// Returns the event with the normalized title and its folded forms, without the entry about it, or
/// a final refusal of a request that is never acceptable, whatever the room is.
std::variant<RoomChange, Refusal> requested_change(const RoomRequest& request, const Account& by);

/// Completes a change by the broker's entry about it. `room` is null for a new one, whose id is
/// `fresh`, as the entry's is: a nonce that was used for nothing else.
void announce(RoomChange& change, const Conversation* room, const Account& broker,
              const Nonce& fresh, WallMs now);

}  // namespace indaba::broker

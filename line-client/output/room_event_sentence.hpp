#pragma once
/// The sentences about changes of rooms, for `_room` entries. Pure.
#include <string>

#include "common/wire/bodies.hpp"

namespace indaba::line {

/// The names that a sentence about an event uses.
struct RoomEventNames {
    std::string room;  // its present title, with '#'
    std::string by;    // who did it
    std::string whom;  // the person of RoomEvent::account
};

/// Returns one sentence: "bob joined #build.", "ann set the topic of #build: bread". A topic ends
/// it, as it came.
std::string room_event_sentence(const RoomEvent& event, const RoomEventNames& names);

}  // namespace indaba::line

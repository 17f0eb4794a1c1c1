#pragma once
/// Makes the ids of posts: UUIDv7, which sort by their time of creation. Every client uses it. No
/// program reads the time from an id.
#include "common/wire/bytes.hpp"

namespace indaba::client {

/// Returns a unique id, greater than every earlier one of this process even when the wall clock
/// steps back.
MessageId make_message_id();

}  // namespace indaba::client

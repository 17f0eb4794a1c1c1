#pragma once
/// Makes the ids of posts: UUIDv7, so that ids sort by the time they were made. Every client takes
/// its ids from here. Nobody ever interprets the time in them.
#include "common/wire/bytes.hpp"

namespace indaba::client {

/// Unlike any other, and above every one made before in this process, also when the wall clock
/// steps back.
MessageId make_message_id();

}  // namespace indaba::client

#pragma once
/// When something was said, in the time zone of who reads it. One thread.
#include <string>

#include "common/wire/protocol.hpp"

namespace indaba::client {

/// "08:00", "2026-11-22", and both with seconds: "2026-11-22 08:00:07". "?" for what no calendar
/// has.
std::string clock_time(WallMs at);
std::string calendar_day(WallMs at);
std::string full_time(WallMs at);
/// "22 November", and with the year when it is not that of `now`.
std::string day_in_words(WallMs at, WallMs now);

}  // namespace indaba::client

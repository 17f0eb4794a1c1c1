#pragma once
/// Times in the user's time zone. Call these functions in one thread only.
#include <cstdint>
#include <string>

#include "common/wire/protocol.hpp"

namespace indaba::client {

/// Return "08:00", "2026-11-22", and both with seconds, "2026-11-22 08:00:07". Return "?" for a
/// time that no calendar has.
std::string clock_time(WallMs at);
std::string calendar_day(WallMs at);
std::string full_time(WallMs at);
/// Returns the local calendar day as a number: that of the next day is greater by one, whatever
/// the clock did between.
std::int64_t day_number(WallMs at);
/// Returns the first millisecond after `at` at which another calendar day is shown. It is not
/// always 00:00: some zones change their clocks at midnight.
WallMs next_day(WallMs at);
/// Returns the first millisecond of the local calendar day with that number.
WallMs begin_of_day(std::int64_t day_number);
/// Returns "22 November", followed by the year unless it is that of `now`.
std::string day_in_words(WallMs at, WallMs now);

}  // namespace indaba::client

#pragma once
/// What people read: plain lines for a terminal or a screen reader. Pure but for the time zone.
/// Whatever a peer has sent goes through screen_text or screen_word here, and a text of several
/// lines is indented, so that none of them can pose as a line of ours.
#include <string>
#include <string_view>

#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

/// "[08:00] ann: hi", "[08:00] ann whispers: hi", "[08:00] you whisper to bob: hi"; in another room
/// than the lobby "[08:00] #garden ann: hi".
std::string entry_line(const ResolvedEntry& resolved);
/// The same with the day: "[2026-11-22 08:00] ann: hi".
std::string dated_entry_line(const ResolvedEntry& resolved);

/// A body as shown: its text, or that this version cannot show it.
std::string body_text(const Entry& entry);

std::string joined_line(std::string_view name);
std::string left_line(std::string_view name);
std::string renamed_line(std::string_view before, std::string_view now);

}  // namespace indaba::line

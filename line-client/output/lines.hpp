#pragma once
/// Formats entries and people as plain lines for a terminal or a screen reader. Pure but for the
/// time zone. Names and texts of peers pass screen_text or screen_word here, and the lines of a
/// text after the first are indented, so that a peer cannot forge a line of this program.
#include <string>
#include <string_view>

#include "common/client/model/model.hpp"
#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

/// "[08:00] ann: hi", "[08:00] ann whispers: hi", "[08:00] you whisper to bob: hi"; in another room
/// than the lobby "[08:00] #garden ann: hi".
std::string entry_line(const ResolvedEntry& resolved);
/// Like entry_line, with the date: "[2026-11-22 08:00] ann: hi".
std::string dated_entry_line(const ResolvedEntry& resolved);

/// Returns the text of an entry, or a remark that this version cannot show its kind.
std::string body_text(const Entry& entry);

std::string joined_line(std::string_view name);
std::string left_line(std::string_view name);
std::string renamed_line(std::string_view before, std::string_view now);
/// Warns of a conversation that the server has lost entries of, or the whole of.
std::string lost_entries_line(const client::Model& model, const ConversationId& conversation);
/// "2 online: ann (you), bob"
std::string online_line(const client::Model& model);

}  // namespace indaba::line

#pragma once
/// Formats entries and people as plain lines for a terminal or a screen reader. Pure but for the
/// time zone. Names and texts of peers pass screen_text or screen_word here, and the lines of a
/// text after the first are indented, so that a peer cannot forge a line of this program.
#include <string>
#include <string_view>

#include "common/client/model/model.hpp"
#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

/// The look of lines beside their words.
struct LineStyle {
    bool numbers = false;  // the entry's number before its line
    bool letters = false;  // faint numbers and bold mentions, for a terminal that can
};

/// Returns the style of a command whose user asks for numbers or not, or does not say.
LineStyle line_style(std::optional<bool> numbers, bool terminal, bool letters);

/// "[08:00] ann: hi", "[08:00] ann whispers: hi", "[08:00] you whisper to bob: hi"; in another room
/// than the lobby "[08:00] #garden ann: hi". A message stands as it is now, with its reactions; a
/// reply has a short quote: `bob answers ann "hi": yes`. With its number: "  12 [08:00] ann: hi".
std::string entry_line(const ResolvedEntry& resolved, LineStyle style = {});
/// Like entry_line, with the date: "[2026-11-22 08:00] ann: hi".
std::string dated_entry_line(const ResolvedEntry& resolved, LineStyle style = {});

/// Returns false for an entry whose whole effect stands in the line of a message that is printed
/// with it: an edit, an erasure or a reaction of a message with number `first` or above.
bool has_line(const ResolvedEntry& resolved, std::uint64_t first);

/// Returns how a command names an entry: "12" in the lobby, "#build/12" in another room, "bob/12"
/// in the whispers with bob.
std::string entry_name(const ResolvedEntry& resolved, std::uint64_t number);

std::string joined_line(std::string_view name);
std::string left_line(std::string_view name);
std::string renamed_line(std::string_view before, std::string_view now);
/// Warns of a conversation that the server has lost entries of, or the whole of.
std::string lost_entries_line(const client::Model& model, const ConversationId& conversation);
/// "2 online: ann (you), bob"
std::string online_line(const client::Model& model);

}  // namespace indaba::line

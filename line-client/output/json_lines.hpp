#pragma once
/// Formats what `--json` prints: one JSON object per line, for scripts and bots. Pure. Whatever a
/// peer has sent, every line is valid JSON in valid UTF-8 and harmless to a terminal.
#include <string>
#include <string_view>

#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

/// Returns {"type":"entry",...}; README.md has its fields. "text" is what the entry itself brought,
/// "folded" is the text of a message as it stands. What an entry does not have is null.
std::string json_entry(const ResolvedEntry& resolved);
/// Returns {"type":"joined","name":"bob"}.
std::string json_joined(std::string_view name);
std::string json_left(std::string_view name);
std::string json_connected();
std::string json_disconnected();
/// Returns {"type":"person","name":"bob","account":"...","you":false}.
std::string json_person(const Person& person, bool you);

/// Returns "2026-11-22T08:00:00.000Z". A time outside 1970 to 9999 becomes the nearest one inside.
std::string iso_time(WallMs at);

}  // namespace indaba::line

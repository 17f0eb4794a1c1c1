#pragma once
/// What `--json` prints: one JSON object a line, for scripts and bots. Pure. Every line is valid
/// JSON in valid UTF-8 whatever a peer has sent, and nothing in it harms a terminal.
#include <string>
#include <string_view>

#include "line-client/output/resolved_entry.hpp"

namespace indaba::line {

/// {"type":"entry",...}; "text" is null for every kind but text.
std::string json_entry(const ResolvedEntry& resolved);
/// {"type":"joined","name":"bob"}
std::string json_joined(std::string_view name);
std::string json_left(std::string_view name);
std::string json_connected();
std::string json_disconnected();
/// {"type":"person","name":"bob","account":"...","you":false}
std::string json_person(const Person& person, bool you);

/// "2026-11-22T08:00:00.000Z"; a time out of the years 1970 to 9999 becomes the nearest in it.
std::string iso_time(WallMs at);

}  // namespace indaba::line

#pragma once
/// Reads everything that the broker keeps in memory, at its start. Entries are not read, so the
/// time does not depend on their number.
#include <vector>

#include "broker/journal/journal.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

/// Reads a journal of the current format. Throws sqlite::Error.
Snapshot read_snapshot(sqlite::Connection& database);

/// Reads the rooms of a journal of the current format. Throws sqlite::Error.
std::vector<KnownRoom> read_rooms(sqlite::Connection& database);

/// Reads the conversations of a journal of any format. Throws sqlite::Error when one is neither a
/// room nor a whisper of its two ends, or when the lobby is missing.
std::vector<KnownConversation> read_conversations(sqlite::Connection& database);

}  // namespace indaba::broker

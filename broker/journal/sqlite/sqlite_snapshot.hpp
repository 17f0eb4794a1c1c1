#pragma once
/// All that the broker keeps in memory, read at its start. Never touches an entry, so it takes as
/// long for a million of them as for one.
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_database.hpp"

namespace indaba::broker {

/// Of a journal that open_journal has brought up to date. Throws SqliteError.
Snapshot read_snapshot(Database& database);

/// Each is a room or a whisper of its two ends, and the lobby is among them. Throws SqliteError,
/// also when that is not so. For `verify` too, of any version.
std::vector<KnownConversation> read_conversations(Database& database);

}  // namespace indaba::broker

#pragma once
/// All that the broker keeps in memory, read at its start. Never touches an entry, so it takes as
/// long for a million of them as for one.
#include "broker/journal.hpp"
#include "broker/sqlite_statement.hpp"

namespace indaba::broker {

/// Of a journal that open_journal has brought up to date. Throws SqliteError.
Snapshot read_snapshot(Database& database);

}  // namespace indaba::broker

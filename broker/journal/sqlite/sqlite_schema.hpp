#pragma once
/// The journal's file: its tables, and who may open it. Used by the journal and by `verify`.
/// What it refuses it refuses with a sentence for the operator, and leaves the file as it was.
#include <filesystem>

#include "broker/journal/sqlite/sqlite_database.hpp"

namespace indaba::broker {

/// Opens the journal for writing, and makes it when the file is new or empty. One that an older
/// version wrote gets the tables of this one; the older version then refuses it.
/// Throws std::runtime_error with a sentence for the operator.
Database open_journal(const std::filesystem::path& file);

/// Opens a journal that is there, to read only; one of an older version has the tables it had.
/// Throws as open_journal.
Database open_journal_to_read(const std::filesystem::path& file);

}  // namespace indaba::broker

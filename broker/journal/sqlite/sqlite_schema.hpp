#pragma once
/// Opens the journal's file and makes or migrates its tables. Used by the journal and by `verify`.
/// A file that is refused is left unchanged.
#include <chrono>
#include <filesystem>

#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

/// How long a statement waits for the locks of other processes.
inline constexpr std::chrono::milliseconds busy_timeout{500};

/// Opens the journal for writing and makes it when the file is new or empty. A journal of an older
/// format is migrated, and the older version then refuses it. Throws std::runtime_error with a
/// sentence for the operator.
sqlite::Connection open_journal(const std::filesystem::path& file);

/// Opens an existing journal for reading: one that a broker may be writing, or with
/// Mode::read_unlocked one that nobody writes. One of an older format is not
/// migrated. Throws as open_journal does.
sqlite::Connection open_journal_to_read(const std::filesystem::path& file,
                                        sqlite::Mode mode = sqlite::Mode::read);

/// Returns true for a journal in any format, by the first bytes of the file.
bool is_journal_file(const std::filesystem::path& file);

/// Returns true when the journal has the format that this version writes.
bool has_current_format(const sqlite::Connection& database);

}  // namespace indaba::broker

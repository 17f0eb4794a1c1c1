#pragma once
/// Reads the rows of a replica that its exports have as well. Throws sqlite::Error when a row is
/// damaged. Used by replica.cpp, replica_entries.cpp, replica_view.cpp and exported_file.cpp.
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>

#include "common/client/replica/held_ranges.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/protocol.hpp"

namespace indaba::client {

/// Selects the entries of a conversation from one number to another, ascending. The row of
/// entry_of() has one more column, 7: the key of the entry.
std::string select_entries();
/// Selects the same columns of the entries `e` that meet a condition, ascending.
std::string select_entries_where(std::string_view condition);
Entry entry_of(const sqlite::Rows& row);
/// The numbers that a row may have at all.
constexpr std::int64_t lowest_number = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest_number = std::numeric_limits<std::int64_t>::max();

/// Selects the ranges of a conversation, ascending.
extern const char* const select_ranges;
HeldRanges read_ranges(sqlite::Statement& ranges, std::int64_t conversation);

/// Select key, id and head of all conversations, or of the one with an id.
extern const char* const select_conversations;
extern const char* const select_conversation;
/// Returns the head in a row of these.
Head read_head(const sqlite::Connection& replica, const sqlite::Rows& row);

/// Returns the last known name of each account; empty ones are left out.
std::map<Account, std::string> read_names(const sqlite::Connection& replica);

}  // namespace indaba::client

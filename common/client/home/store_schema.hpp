#pragma once
/// The tables of a store, declared once: for a new file, for the check of an old one and for
/// recovery. Used by store_file.cpp and recover_store.cpp.
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "common/sqlite/sqlite.hpp"

namespace indaba::client {

constexpr std::int64_t store_application_id = 0x696e6461;  // "inda"
constexpr std::int64_t store_version = 1;

/// Each row carries a checksum of its other columns, which a constraint of the table verifies.
struct StoreTable {
    const char* name;
    const char* display_name;
    const char* columns;  // all of them, the checksum last
    const char* parameters;
};
inline constexpr std::array store_tables{
    StoreTable{"outbox", "outbox", "position, id, room, account, kind, body, sum", "?,?,?,?,?,?,?"},
    StoreTable{"drafts", "drafts", "conversation, text, sum", "?,?,?"},
    StoreTable{"read_positions", "read positions", "conversation, number, sum", "?,?,?"},
    StoreTable{"tails", "tails", "name, sum", "?,?"},
    StoreTable{"tail_positions", "tail positions", "tail, conversation, number, hash, sum",
               "?,?,?,?,?"},
};

/// Returns the statement that reads every row of the table.
std::string select_all(const StoreTable& table);

/// Opens a store that exists and makes the SQL function checksum() known: 64 bits of BLAKE2b over
/// its arguments. Waits up to 5 s for the transactions of other processes.
sqlite::Connection connect_to_store(const std::filesystem::path& file, sqlite::Mode mode);

/// Makes the file with all tables and without rows or a write-ahead log.
void make_empty_store(const std::filesystem::path& file);

}  // namespace indaba::client

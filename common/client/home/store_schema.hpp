#pragma once
/// The tables of a store, declared once: for the file that is made, and for the one that is saved.
/// Used by store_file.cpp and salvage.cpp.
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

namespace indaba::client {

constexpr std::int64_t store_application_id = 0x696e6461;  // "inda"
constexpr std::int64_t store_version = 1;

/// Each row carries a checksum of its other columns, which SQLite checks as a rule of the table.
struct StoreTable {
    const char* name;
    const char* shown;    // to people
    const char* columns;  // all, the checksum the last
    int column_count;
};
inline constexpr std::array store_tables{
    StoreTable{"outbox", "outbox", "position, id, room, account, kind, body, sum", 7},
    StoreTable{"drafts", "drafts", "conversation, text, sum", 3},
    StoreTable{"read_positions", "read positions", "conversation, number, sum", 3},
    StoreTable{"tails", "tails", "name, sum", 2},
    StoreTable{"tail_positions", "tail positions", "tail, conversation, number, hash, sum", 5},
};

/// The row id, then all columns.
std::string select_all(const StoreTable& table);

/// Makes the file, with all tables and no row, still without a write-ahead log.
void make_empty_store(const std::filesystem::path& file);

}  // namespace indaba::client

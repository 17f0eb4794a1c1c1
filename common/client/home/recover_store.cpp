#include "common/client/home/recover_store.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "common/client/home/store_schema.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

/// Returns false when the checksum is wrong.
bool insert_row(sqlite::Statement& insert, const sqlite::Rows& row) {
    try {
        insert.run_with(row);
        return true;
    } catch (const sqlite::Error& error) {
        if (error.failure() != sqlite::Failure::rejected_value) throw;
        return false;
    }
}

/// Returns true when every row was copied.
bool copy_table(const fs::path& damaged, const sqlite::Connection& rebuilt,
                const StoreTable& table) {
    sqlite::Statement insert(
        rebuilt, fmt::format("INSERT INTO {}({}) VALUES({}) ON CONFLICT DO NOTHING", table.name,
                             table.columns, table.parameters));
    bool complete = true;
    try {
        sqlite::Connection source = connect_to_store(damaged, sqlite::Mode::read);
        source.keep_wal_on_close(true);
        sqlite::Statement select(source, select_all(table));
        sqlite::Rows rows = select.query();
        while (rows.next()) complete = insert_row(insert, rows) && complete;
        return complete;
    } catch (const sqlite::Error& error) {
        if (!error.is_damage()) throw;
        return false;
    }
}

}  // namespace

std::string recover_store(const fs::path& damaged, const fs::path& rebuilt_file) {
    // SQLite takes an empty file for a new database and removes the write-ahead log beside it.
    const bool readable = fs::file_size(damaged) > 0;
    sqlite::Connection rebuilt = connect_to_store(rebuilt_file, sqlite::Mode::write);
    sqlite::Transaction transaction{rebuilt};
    std::vector<std::string> restored, incomplete;
    std::int64_t rows = 0;
    for (const StoreTable& table : store_tables) {
        if (!readable || !copy_table(damaged, rebuilt, table))
            incomplete.emplace_back(table.display_name);
        const auto count = rebuilt.number(fmt::format("SELECT count(*) FROM {}", table.name));
        restored.push_back(fmt::format("{} {}", table.display_name, count));
        rows += count;
    }
    // A tail with a position is known, even if its own row could not be read.
    rebuilt.execute(
        "INSERT INTO tails(name, sum) SELECT DISTINCT tail, checksum(tail) FROM tail_positions "
        "WHERE true ON CONFLICT DO NOTHING");
    transaction.commit();
    if (rows == 0 && !incomplete.empty()) return "Nothing in it could be read.";
    return fmt::format("Rows restored: {}.{}", fmt::join(restored, ", "),
                       incomplete.empty() ? std::string(" No row is known to be lost.")
                                          : fmt::format(" Not all rows could be read of: {}.",
                                                        fmt::join(incomplete, ", ")));
}

}  // namespace indaba::client

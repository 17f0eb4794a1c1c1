#include "common/client/home/recover_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string_view>
#include <vector>

#include "common/client/home/store_schema.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t max_probes = 2'000;
constexpr std::size_t page_bytes = 4096;

fs::path with(const fs::path& file, const char* suffix) { return file.string() + suffix; }

// ---- a copy to read from ---------------------------------------------------------------------

/// SQLite may write to what it reads: so it gets a copy, gone with this object.
class Copy {
 public:
    explicit Copy(const fs::path& original) : file_(with(original, ".reading")) {
        remove();
        fs::copy_file(original, file_);
        if (fs::exists(with(original, "-wal")))
            fs::copy_file(with(original, "-wal"), with(file_, "-wal"));
    }
    ~Copy() { remove(); }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;
    const fs::path& file() const { return file_; }

 private:
    void remove() noexcept {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(with(file_, suffix), ignored);
    }
    fs::path file_;
};

void put_big_endian(std::string& page, std::size_t offset, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i)
        page[offset + i] = static_cast<char>(value >> (24 - 8 * i) & 0xff);
}

std::string first_page(const fs::path& file) {
    std::string page(page_bytes, '\0');
    std::ifstream(file, std::ios::binary).read(page.data(), page_bytes);
    return page;
}

/// The first page says where every table begins, and in all stores of one version the same. So the
/// one of an empty store can stand in for one that is damaged.
void replace_first_page(const fs::path& file, std::string page) {
    const auto pages = (fs::file_size(file) + page_bytes - 1) / page_bytes;
    page[18] = page[19] = 2;  // there may be a write-ahead log
    put_big_endian(page, 28, static_cast<std::uint32_t>(pages));
    std::ofstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.write(page.data(), page_bytes);
}

// ---- row by row ------------------------------------------------------------------------------

/// Carries the rows of one table over.
class TableCopier {
 public:
    TableCopier(const Database& damaged, const Database& mended, const StoreTable& table)
        : damaged_(damaged), table_(table), insert_(mended.prepare(insert_sql(table))) {}

    /// True when every row was saved. Throws when the table cannot even be named.
    bool save() {
        std::int64_t low = 0;  // ours begin at 1
        Statement up = select("rowid > ? ORDER BY rowid");
        if (walk(up, low)) return all_valid_;
        std::int64_t high = std::numeric_limits<std::int64_t>::max();
        Statement down = select("rowid < ? ORDER BY rowid DESC");
        walk(down, high);
        probe_between(low, high);
        return false;
    }

 private:
    static std::string insert_sql(const StoreTable& table) {
        std::string places = "?";
        for (int i = 1; i < table.column_count; ++i) places += ",?";
        // A row may be found twice; one with a wrong checksum still breaks the rule.
        return fmt::format("INSERT INTO {}({}) VALUES({}) ON CONFLICT DO NOTHING", table.name,
                           table.columns, places);
    }

    Statement select(const char* where) const {
        return damaged_.prepare(select_all(table_) + " WHERE " + where);
    }

    /// From `edge` on, which follows what was read. False when damage ended the walk.
    bool walk(Statement& rows, std::int64_t& edge) {
        try {
            rows.bind(edge);
            while (rows.step()) {
                edge = rows.number(0);
                keep(rows);
            }
            return true;
        } catch (const DatabaseError& error) {
            if (!error.damaged()) throw;
            return false;
        }
    }

    void probe_between(std::int64_t low, std::int64_t high) {
        Statement one = select("rowid = ?");
        for (std::int64_t n = 1; n <= max_probes && n < high - low; ++n) {
            std::int64_t row = low + n;
            walk(one, row);
        }
    }

    void keep(const Statement& row) {
        insert_.reset();
        for (int i = 1; i <= table_.column_count; ++i) insert_.put_column(i, row, i);
        try {
            insert_.step();
        } catch (const DatabaseError& error) {
            if (!error.is_constraint_violation()) throw;
            all_valid_ = false;
        }
    }

    const Database& damaged_;
    const StoreTable& table_;
    Statement insert_;
    bool all_valid_ = true;
};

using Complete = std::array<bool, store_tables.size()>;

/// False when the table is not to be found.
bool save_table(const Database& damaged, const Database& mended, const StoreTable& table) {
    try {
        return TableCopier{damaged, mended, table}.save();
    } catch (const DatabaseError& error) {
        if (!error.damaged()) throw;
        return false;
    }
}

void save_tables(const fs::path& damaged, const Database& mended, Complete& complete) {
    Database source{damaged};
    source.keep_wal_on_close(true);  // for the next pass
    for (std::size_t i = 0; i < store_tables.size(); ++i)
        if (!complete[i]) complete[i] = save_table(source, mended, store_tables[i]);
}

std::string report(const Database& mended, const Complete& complete) {
    std::vector<std::string> saved, unread;
    std::int64_t rows = 0;
    for (std::size_t i = 0; i < store_tables.size(); ++i) {
        const StoreTable& table = store_tables[i];
        const auto count = mended.number(fmt::format("SELECT count(*) FROM {}", table.name));
        rows += count;
        saved.push_back(fmt::format("{} {}", table.shown, count));
        if (!complete[i]) unread.emplace_back(table.shown);
    }
    if (rows == 0 && !unread.empty()) return "Nothing in it could be read.";
    return fmt::format(
        "Rows saved: {}.{}", fmt::join(saved, ", "),
        unread.empty() ? std::string(" None is known to be lost.")
                       : fmt::format(" Not all could be read of: {}.", fmt::join(unread, ", ")));
}

}  // namespace

std::string recover_store(const fs::path& damaged, const fs::path& mended_file) {
    // Before it is open: closing a file frees the locks SQLite has on it.
    const std::string valid_page = first_page(mended_file);
    Complete complete{};
    Database mended{mended_file};
    Transaction transaction{mended};
    const Copy copy{damaged};
    // SQLite would take it for a new one and throw the log away.
    if (fs::file_size(copy.file()) < page_bytes) replace_first_page(copy.file(), valid_page);
    save_tables(copy.file(), mended, complete);
    if (std::ranges::find(complete, false) != complete.end()) {
        replace_first_page(copy.file(), valid_page);
        save_tables(copy.file(), mended, complete);
    }
    // A tail whose positions are left is known, even if its own row is gone.
    mended.run(
        "INSERT INTO tails(name, sum) SELECT DISTINCT tail, checksum(tail) FROM tail_positions "
        "WHERE true ON CONFLICT DO NOTHING");
    transaction.commit();
    return report(mended, complete);
}

}  // namespace indaba::client

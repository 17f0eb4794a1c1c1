#include "common/client/home/store_file.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "common/base/path_text.hpp"
#include "common/base/rename_file.hpp"
#include "common/client/home/damaged_file.hpp"
#include "common/client/home/recover_store.hpp"
#include "common/client/home/store_schema.hpp"
#include "common/keys/private_file.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

constexpr auto lock_timeout = std::chrono::seconds{5};
constexpr auto lock_retry_interval = std::chrono::milliseconds{20};

// ---- checking --------------------------------------------------------------------------------

bool is_valid_store(const fs::path& file, const sqlite::Connection& store) {
    if (store.number("PRAGMA application_id") != store_application_id) return false;
    const std::int64_t version = store.number("PRAGMA user_version");
    if (version > store_version)
        throw std::runtime_error(fmt::format(
            "{} was written by a newer Indaba: update this one or choose another --home.",
            to_utf8(file)));
    if (version != store_version) return false;
    for (const StoreTable& table : store_tables) sqlite::Statement(store, select_all(table));
    if (store.is_read_only()) return false;  // a damaged header makes it so
    // The full check compares indexes and tables and verifies the checksum of each row. A store is
    // small.
    return store.text("PRAGMA integrity_check(1)") == "ok";
}

/// Returns nullopt when the file is missing or damaged. The file is then exactly as it was before.
std::optional<sqlite::Connection> open_if_valid(const fs::path& file) {
    std::error_code missing;
    // SQLite takes an empty file for a new database and removes the write-ahead log beside it.
    if (fs::file_size(file, missing) == 0 || !fs::exists(file)) return std::nullopt;
    try {
        sqlite::Connection store = connect_to_store(file, sqlite::Mode::write);
        store.keep_wal_on_close(true);
        if (!is_valid_store(file, store)) return std::nullopt;
        store.keep_wal_on_close(false);
        // A row is on the disk when a function of Store returns. A deleted row is overwritten: its
        // author may delete the message too.
        store.execute("PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA secure_delete=ON");
        return store;
    } catch (const sqlite::Error& error) {
        if (!error.is_damage()) throw;
        return std::nullopt;
    }
}

// ---- making and rebuilding -------------------------------------------------------------------
// FILE.making grows into a complete store and becomes FILE.mended. Then FILE is set aside and
// FILE.mended takes its place. A crash between these two leaves FILE.mended without FILE, and only
// the last step is left to do.

std::string install_rebuilt(const fs::path& file, const std::string& report) {
    const std::optional<fs::path> damaged = set_damaged_aside(file);
    fs::remove(with_suffix(file, "-shm"));
    rename_file(with_suffix(file, ".mended"), file);
    sync_name(file);
    if (!damaged) return {};
    return fmt::format("{} was damaged and is kept as {}. {}", to_utf8(file), to_utf8(*damaged),
                       report);
}

/// Makes or rebuilds the file. The caller holds the exclusive lock. Returns the warning.
std::string rebuild(const fs::path& file) {
    const fs::path making = with_suffix(file, ".making");
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        fs::remove(with_suffix(making, suffix));
    make_empty_store(making);
    const std::string report = fs::exists(file) ? recover_store(file, making) : std::string();
    // Not earlier: the rows are copied without a log, so that this one file is complete.
    connect_to_store(making, sqlite::Mode::write).execute("PRAGMA journal_mode=WAL");
    rename_file(making, with_suffix(file, ".mended"));
    return install_rebuilt(file, report);
}

std::string recover_or_create(const fs::path& file) {
    if (open_if_valid(file)) return {};  // another process has rebuilt it meanwhile
    if (fs::exists(file) || !fs::exists(with_suffix(file, ".mended"))) return rebuild(file);
    install_rebuilt(file, {});
    return fmt::format(
        "{} was damaged, and its recovery was interrupted. The recovery is complete now; the "
        "damaged file is beside it.",
        to_utf8(file));
}

}  // namespace

StoreFile open_store_file(const fs::path& file) {
    FileLock lock{with_suffix(file, ".lock")};
    std::string warning;
    const auto end = std::chrono::steady_clock::now() + lock_timeout;
    for (;;) {
        if (lock.try_shared())
            if (std::optional<sqlite::Connection> store = open_if_valid(file))
                return {std::move(lock), std::move(*store), std::move(warning)};
        if (std::chrono::steady_clock::now() > end) break;
        // It must be made or rebuilt, and that only while no other process has it open.
        if (lock.try_exclusive())
            warning = recover_or_create(file);
        else
            std::this_thread::sleep_for(lock_retry_interval);
    }
    throw std::runtime_error(fmt::format(
        "{} is damaged and another Indaba program has it open: end that one and start again.",
        to_utf8(file)));
}

}  // namespace indaba::client

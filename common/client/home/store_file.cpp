#include "common/client/home/store_file.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "common/client/home/recover_store.hpp"
#include "common/client/home/store_schema.hpp"
#include "common/keys/private_file.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
namespace {

constexpr auto lock_timeout = std::chrono::seconds{5};
constexpr auto lock_retry_interval = std::chrono::milliseconds{20};

// ---- sound? ----------------------------------------------------------------------------------

bool is_valid_store(const fs::path& file, const Database& database) {
    if (database.number("PRAGMA application_id") != store_application_id) return false;
    const std::int64_t version = database.number("PRAGMA user_version");
    if (version > store_version)
        throw std::runtime_error(
            fmt::format("{} was written by a newer Indaba: update this one or say another --home.",
                        file.string()));
    if (version != store_version) return false;
    for (const StoreTable& table : store_tables) database.prepare(select_all(table));
    if (database.read_only()) return false;
    // The full check: it compares indexes and tables and verifies the checksum of each row, and a
    // store is small.
    return database.text("PRAGMA integrity_check(1)") == "ok";
}

/// Nothing when it is not there or damaged; it is then exactly as it was before.
std::optional<Database> open_if_valid(const fs::path& file) {
    std::error_code not_there;
    // SQLite takes an empty file for a new one and throws away the log beside it.
    if (fs::file_size(file, not_there) == 0 || !fs::exists(file)) return std::nullopt;
    try {
        Database database{file};
        database.keep_wal_on_close(true);
        if (!is_valid_store(file, database)) return std::nullopt;
        database.keep_wal_on_close(false);
        // Rows are durable when a function has returned; what was deleted need not be overwritten.
        database.run("PRAGMA synchronous=FULL; PRAGMA secure_delete=OFF");
        return database;
    } catch (const DatabaseError& error) {
        if (!error.damaged()) throw;
        return std::nullopt;
    }
}

// ---- a new one -------------------------------------------------------------------------------
// FILE.making grows into a complete store and becomes FILE.mended; then FILE is set aside and
// FILE.mended takes its place. After a crash between these two, FILE is missing and FILE.mended is
// not: then only the last step is left to do.

fs::path with(const fs::path& file, const char* suffix) { return file.string() + suffix; }

void remove_database(const fs::path& file) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(with(file, suffix));
}

/// FILE.damaged-1, or the first number that is free.
fs::path free_damaged_name(const fs::path& file) {
    for (int n = 1;; ++n) {
        fs::path name = with(file, fmt::format(".damaged-{}", n).c_str());
        if (!fs::exists(name) && !fs::exists(with(name, "-wal"))) return name;
    }
}

/// Where FILE went; nothing when there was none.
std::optional<fs::path> rename_damaged(const fs::path& file) {
    const fs::path damaged = free_damaged_name(file);
    bool any = false;
    for (const char* suffix : {"", "-wal"}) {
        if (!fs::exists(with(file, suffix))) continue;
        fs::rename(with(file, suffix), with(damaged, suffix));
        any = true;
    }
    fs::remove(with(file, "-shm"));
    return any ? std::optional(damaged) : std::nullopt;
}

std::string install_rebuilt(const fs::path& file, const std::string& report) {
    const std::optional<fs::path> damaged = rename_damaged(file);
    fs::rename(with(file, ".mended"), file);
    sync_name(file);
    if (!damaged) return {};
    return fmt::format("{} was damaged and is kept as {}. {}", file.string(), damaged->string(),
                       report);
}

/// Only while nobody else has it open. Returns the warning.
std::string rebuild(const fs::path& file) {
    const fs::path making = with(file, ".making");
    remove_database(making);
    make_empty_store(making);
    const std::string report = fs::exists(file) ? recover_store(file, making) : std::string();
    // Not before: the rows were saved without a log, so that the file alone is complete.
    Database{making}.run("PRAGMA journal_mode=WAL");
    fs::rename(making, with(file, ".mended"));
    return install_rebuilt(file, report);
}

std::string recover_or_create(const fs::path& file) {
    if (open_if_valid(file)) return {};  // somebody else was quicker
    if (!fs::exists(file) && fs::exists(with(file, ".mended"))) {
        install_rebuilt(file, {});
        return fmt::format(
            "{} was damaged, and mending it was interrupted. It is done now; the damaged file is "
            "beside it.",
            file.string());
    }
    return rebuild(file);
}

}  // namespace

StoreFile open_store_file(const fs::path& file) {
    FileLock lock{with(file, ".lock")};
    std::string warning;
    const auto end = std::chrono::steady_clock::now() + lock_timeout;
    for (;;) {
        if (lock.try_shared())
            if (std::optional<Database> database = open_if_valid(file))
                return {std::move(lock), std::move(*database), std::move(warning)};
        if (std::chrono::steady_clock::now() > end) break;
        // It must be made or mended, and that only while nobody else has it open.
        if (lock.try_exclusive())
            warning = recover_or_create(file);
        else
            std::this_thread::sleep_for(lock_retry_interval);
    }
    throw std::runtime_error(fmt::format(
        "{} is damaged and another Indaba program has it open: end that one and start again.",
        file.string()));
}

}  // namespace indaba::client

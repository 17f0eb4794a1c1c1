#include "common/client/replica/replica_file.hpp"

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
#include "common/client/replica/message_index.hpp"
#include "common/keys/private_file.hpp"
#include "common/wire/codec.hpp"

namespace indaba::client {
namespace fs = std::filesystem;
ReplicaOrigin origin_of(const sqlite::Connection& replica) {
    sqlite::Statement statement(replica, "SELECT journal, account FROM origin");
    sqlite::Rows row = statement.query();
    if (!row.next()) throw replica.damaged("it does not say whose copy it is");
    return {row.bytes<JournalId>(0), row.bytes<Account>(1)};
}

namespace {

constexpr std::int64_t application_id = 0x696e6472;  // "indr"
/// Files of format 1 lack the words for pairs of characters (pair_word).
constexpr std::int64_t format = 2;
constexpr auto busy_timeout = std::chrono::seconds{5};
constexpr auto search_timeout = std::chrono::seconds{2};  // a search has the file open for one
constexpr auto lock_retry_interval = std::chrono::milliseconds{20};

/// Entries are rows in the order of storing, as in the journal: SQLite then never moves a body to
/// another page, where a copy of it would remain that secure_delete does not overwrite. For the
/// same reason the hash of a deleted body is in a table of its own.
constexpr const char* schema = R"sql(
CREATE TABLE origin (
    journal BLOB NOT NULL,
    account BLOB NOT NULL             -- that may read what is here
) STRICT;
CREATE TABLE accounts (
    key     INTEGER PRIMARY KEY,
    account BLOB NOT NULL UNIQUE,
    name    TEXT NOT NULL             -- the last one that was learned, or empty
) STRICT;
CREATE TABLE conversations (
    key  INTEGER PRIMARY KEY,
    id   BLOB NOT NULL UNIQUE,
    head BLOB NOT NULL                -- the last one that came, as a message of the wire
) STRICT;
CREATE TABLE ranges (                 -- of held entries; they neither overlap nor touch
    conversation INTEGER NOT NULL REFERENCES conversations,
    first        INTEGER NOT NULL,
    last         INTEGER NOT NULL,
    before       BLOB NOT NULL,       -- the hash of the entry before the first one
    hash         BLOB NOT NULL,       -- of the last one
    PRIMARY KEY (conversation, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
    place        INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations,
    number       INTEGER NOT NULL,
    account      INTEGER NOT NULL REFERENCES accounts,
    at           INTEGER NOT NULL,
    id           BLOB NOT NULL,
    kind         TEXT NOT NULL,
    body         BLOB NOT NULL,
    UNIQUE (conversation, number)
) STRICT;
CREATE TABLE erased (
    conversation INTEGER NOT NULL REFERENCES conversations,
    number       INTEGER NOT NULL,
    hash         BLOB NOT NULL,       -- of the body that was deleted
    PRIMARY KEY (conversation, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE referring (              -- the entries that name a message
    conversation INTEGER NOT NULL REFERENCES conversations,
    message      INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    PRIMARY KEY (conversation, message, number)
) STRICT, WITHOUT ROWID;
)sql";

/// Earlier files of this format lack this table.
constexpr const char* left_out_schema = R"sql(
CREATE TABLE IF NOT EXISTS left_out (  -- the newest entries that were too old to be kept
    conversation INTEGER PRIMARY KEY REFERENCES conversations,
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
)sql";

sqlite::Connection connect(const fs::path& file) {
    sqlite::Connection replica(file, sqlite::Mode::write, busy_timeout);
    add_message_tokenizer(replica);
    return replica;
}

/// Returns whether this version wrote the file. A replica is large, so that no row is checked here:
/// what is damaged is found when it is read.
bool is_valid(const fs::path& file, const sqlite::Connection& replica) {
    if (replica.number("PRAGMA application_id") != application_id) return false;
    const std::int64_t version = replica.number("PRAGMA user_version");
    if (version > format)
        throw std::runtime_error(fmt::format(
            "{} was written by a newer Indaba: update this one or choose another --home.",
            to_utf8(file)));
    return version == format;
}

bool is_missing_or_empty(const fs::path& file) {
    std::error_code missing;
    return fs::file_size(file, missing) == 0 || missing;
}

std::optional<sqlite::Connection> open_if_valid(const fs::path& file, const ReplicaOrigin& origin) {
    if (is_missing_or_empty(file)) return std::nullopt;
    try {
        sqlite::Connection replica = connect(file);
        // A home may get another key: what the account before could read is not for this one.
        if (!is_valid(file, replica) || origin_of(replica) != origin) return std::nullopt;
        if (replica.is_read_only())
            throw sqlite::Error(sqlite::Failure::read_only, to_utf8(file), "it cannot be written");
        // Rows that a power failure takes are fetched again. Deleted rows are overwritten.
        replica.execute("PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON");
        replica.execute(left_out_schema);
        return replica;
    } catch (const sqlite::Error& error) {
        if (!error.is_damage()) throw;
        return std::nullopt;
    }
}

void make(const fs::path& file, const ReplicaOrigin& origin) {
    const fs::path making = with_suffix(file, ".making");
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        fs::remove(with_suffix(making, suffix));
    make_replica_file(making, origin);
    connect(making).execute("PRAGMA journal_mode=WAL");
    rename_file(making, file);
    sync_name(file);
}

/// Returns how a sentence about a file that is not opened goes on.
std::string_view why_unusable(const fs::path& file, const ReplicaOrigin& origin) {
    try {
        if (origin_of(sqlite::Connection(file, sqlite::Mode::read)) != origin)
            return "is the copy of another account";
    } catch (const sqlite::Error&) {
    }
    return "was damaged";
}

std::string set_aside(const fs::path& file, std::string_view why) {
    const std::optional<fs::path> kept = set_damaged_aside(file);
    fs::remove(with_suffix(file, "-shm"));
    if (!kept) return {};
    return fmt::format("{} {} and is kept as {}. The messages are fetched again.", to_utf8(file),
                       why, to_utf8(*kept));
}

/// Waits until no other has the file open: a search, also one of this process, has it open for a
/// moment. Returns whether that is so.
bool wait_exclusive(FileLock& lock, std::chrono::milliseconds at_most) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    while (!lock.try_exclusive()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(lock_retry_interval);
    }
    return true;
}

[[noreturn]] void throw_in_use(const fs::path& file) {
    throw std::runtime_error(fmt::format(
        "{} is damaged and another Indaba program has it open: end that one and start again.",
        to_utf8(file)));
}

}  // namespace

fs::path replica_path(const fs::path& home, const JournalId& journal) {
    return home / (to_hex(journal) + ".copy");
}

std::string stored_form(const Head& head) { return encode(ToClient{RoomJoined{head}}); }

std::optional<Head> stored_head(std::string_view stored) {
    const auto decoded = decode_to_client(stored);
    const auto* message = std::get_if<ToClient>(&decoded);
    const auto* joined = message ? std::get_if<RoomJoined>(message) : nullptr;
    return joined ? std::optional(joined->head) : std::nullopt;
}

void make_replica_file(const fs::path& file, const ReplicaOrigin& origin) {
    // SQLite would let others read it.
    if (!create_private_file(file, {}))
        throw std::runtime_error(fmt::format("{} exists already.", to_utf8(file)));
    sqlite::Connection replica = connect(file);
    replica.execute("PRAGMA page_size=4096");
    sqlite::Transaction transaction{replica};
    replica.execute(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; {} {} {}",
                                application_id, format, schema, left_out_schema,
                                message_index_schema));
    sqlite::Statement(replica, "INSERT INTO origin (journal, account) VALUES (?, ?)")
        .run(origin.journal, origin.account);
    transaction.commit();
}

sqlite::Connection open_exported_file(const fs::path& file) {
    sqlite::Connection exported(file, sqlite::Mode::read, busy_timeout);
    if (!is_valid(file, exported))
        throw std::runtime_error(
            fmt::format("{} is no file that `indaba-cli export` wrote.", to_utf8(file)));
    return exported;
}

ReplicaFile open_replica_file(const fs::path& file, const ReplicaOrigin& origin) {
    FileLock lock{with_suffix(file, ".lock")};
    std::string warning;
    const auto end = std::chrono::steady_clock::now() + busy_timeout;
    for (;;) {
        if (lock.try_shared())
            if (std::optional<sqlite::Connection> replica = open_if_valid(file, origin))
                return {std::move(lock), std::move(*replica), std::move(warning)};
        if (std::chrono::steady_clock::now() > end) throw_in_use(file);
        // It must be made, and that only while no other process has it open.
        if (lock.try_exclusive()) {
            if (open_if_valid(file, origin)) continue;  // another process has made it meanwhile
            warning = set_aside(file, why_unusable(file, origin));
            make(file, origin);
        } else {
            std::this_thread::sleep_for(lock_retry_interval);
        }
    }
}

std::optional<ReplicaFile> open_replica_for_reading(const fs::path& file,
                                                    const ReplicaOrigin& origin) {
    if (is_missing_or_empty(file)) return std::nullopt;
    FileLock lock{with_suffix(file, ".lock")};
    if (!lock.try_shared()) return std::nullopt;
    sqlite::Connection replica(file, sqlite::Mode::read, busy_timeout);
    replica.keep_wal_on_close(true);
    if (!is_valid(file, replica) || origin_of(replica) != origin) return std::nullopt;
    return ReplicaFile{std::move(lock), std::move(replica), {}};
}

std::string set_replica_aside(const fs::path& file, std::string_view why) {
    FileLock lock{with_suffix(file, ".lock")};
    if (!wait_exclusive(lock, busy_timeout)) throw_in_use(file);
    return set_aside(file, why);
}

void remove_replica_file(const fs::path& file) {
    if (!fs::exists(file)) return;
    FileLock lock{with_suffix(file, ".lock")};
    if (!wait_exclusive(lock, search_timeout))
        throw std::runtime_error(fmt::format(
            "{} is not deleted, since another Indaba program has it open: end that one and start "
            "again.",
            to_utf8(file)));
    for (const char* suffix : {"", "-wal", "-shm", ".making"})
        fs::remove(with_suffix(file, suffix));
}

}  // namespace indaba::client

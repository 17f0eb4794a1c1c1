#include "broker/journal/sqlite/sqlite_schema.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <stdexcept>
#include <string>

#include "common/wire/protocol.hpp"

namespace indaba::broker {
namespace {

constexpr std::int64_t application_id = 0x496e6461;  // "Inda"
constexpr std::int64_t schema_version = 4;

/// The tables of format 1. Never change them: each later format is a step from the one before, and
/// a new journal takes every step, so that it has the same tables as a migrated one. Accounts and
/// conversations have small numbers inside this file, so that the rows of entries stay short. An
/// entry's hash is stored, so that a page can return the hash before its first entry.
constexpr const char* schema_1 = R"sql(
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE parents (
    position INTEGER PRIMARY KEY,
    journal  BLOB NOT NULL
) STRICT;
CREATE TABLE accounts (
    key         INTEGER PRIMARY KEY,
    account     BLOB NOT NULL UNIQUE,
    name        TEXT,     -- the present one; NULL before the first claim
    lobby_first INTEGER   -- set by the first claim
) STRICT;
CREATE TABLE names (
    folded     TEXT PRIMARY KEY,
    skeleton   TEXT NOT NULL,
    shown      TEXT NOT NULL,
    account    INTEGER NOT NULL REFERENCES accounts,
    icu        TEXT NOT NULL,  -- the version that folded it
    claimed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_skeleton ON names (skeleton);
CREATE TABLE conversations (
    key    INTEGER PRIMARY KEY,
    id     BLOB NOT NULL UNIQUE,
    room   TEXT,                         -- the title, or
    low    INTEGER REFERENCES accounts,  -- the two ends of a whisper
    high   INTEGER REFERENCES accounts,
    number INTEGER NOT NULL,             -- of the last entry
    hash   BLOB NOT NULL                 -- of the last entry
) STRICT;
CREATE TABLE entries (
    conversation INTEGER NOT NULL REFERENCES conversations,
    number       INTEGER NOT NULL,
    account      INTEGER NOT NULL REFERENCES accounts,
    at           INTEGER NOT NULL,
    id           BLOB NOT NULL,
    kind         TEXT NOT NULL,
    body         BLOB NOT NULL,
    hash         BLOB NOT NULL,
    PRIMARY KEY (conversation, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX entries_by_id ON entries (account, id);
CREATE TABLE reads (
    account      INTEGER NOT NULL REFERENCES accounts,
    conversation BLOB NOT NULL,
    number       INTEGER NOT NULL,
    PRIMARY KEY (account, conversation)
) STRICT, WITHOUT ROWID;
)sql";

/// Adds standings, invites and retired accounts. A standing holds the account itself, not a number:
/// most decisions are made before the account joins.
constexpr const char* step_to_2 = R"sql(
ALTER TABLE accounts ADD COLUMN rebound_to INTEGER REFERENCES accounts;  -- NULL: not retired
CREATE TABLE standings (
    account BLOB PRIMARY KEY,
    allowed INTEGER NOT NULL,
    banned  INTEGER NOT NULL,
    op      INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE invites (
    key        BLOB PRIMARY KEY,  -- the public half
    uses_left  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL   -- 0: never
) STRICT, WITHOUT ROWID;
)sql";

/// Adds what replies, edits, erasures and reactions need. Entries are in the order in which they
/// were stored now: SQLite then never moves a body to another page, where a copy would remain that
/// secure_delete does not overwrite. `erased` has the hash of each body that was deleted; it is a
/// table of its own, since a row that grows moves its neighbours.
constexpr const char* step_to_3 = R"sql(
CREATE TABLE entries_in_order (
    key          INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations,
    number       INTEGER NOT NULL,
    account      INTEGER NOT NULL REFERENCES accounts,
    at           INTEGER NOT NULL,
    id           BLOB NOT NULL,
    kind         TEXT NOT NULL,
    body         BLOB NOT NULL,
    hash         BLOB NOT NULL,
    UNIQUE (conversation, number)
) STRICT;
INSERT INTO entries_in_order (conversation, number, account, at, id, kind, body, hash)
    SELECT conversation, number, account, at, id, kind, body, hash FROM entries;
DROP TABLE entries;
ALTER TABLE entries_in_order RENAME TO entries;
CREATE UNIQUE INDEX entries_by_id ON entries (account, id);
CREATE TABLE erased (
    conversation INTEGER NOT NULL REFERENCES conversations,
    number       INTEGER NOT NULL,
    hash         BLOB NOT NULL,  -- of the body
    PRIMARY KEY (conversation, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE edits (
    conversation INTEGER NOT NULL REFERENCES conversations,
    message      INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    PRIMARY KEY (conversation, message, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE reactions (  -- those that stand
    conversation INTEGER NOT NULL REFERENCES conversations,
    message      INTEGER NOT NULL,
    emoji        TEXT NOT NULL,
    account      INTEGER NOT NULL REFERENCES accounts,
    PRIMARY KEY (conversation, message, emoji, account)
) STRICT, WITHOUT ROWID;
)sql";

/// Adds the rooms beside the lobby and their members, as their `_room` entries make them.
constexpr const char* step_to_4 = R"sql(
CREATE TABLE rooms (
    conversation BLOB PRIMARY KEY,   -- its id; the title is there
    folded       TEXT NOT NULL,      -- of the title, as is the skeleton
    skeleton     TEXT NOT NULL,
    icu          TEXT NOT NULL,      -- the version that folded it
    topic        TEXT NOT NULL,
    private      INTEGER NOT NULL,
    from_joining INTEGER NOT NULL,
    archived     INTEGER NOT NULL,
    creator      INTEGER NOT NULL REFERENCES accounts,
    created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rooms_by_folded ON rooms (folded);
CREATE INDEX rooms_by_skeleton ON rooms (skeleton);
CREATE INDEX rooms_by_creator ON rooms (creator, created_at);
CREATE TABLE members (
    conversation BLOB NOT NULL REFERENCES rooms,
    account      INTEGER NOT NULL REFERENCES accounts,
    first        INTEGER NOT NULL,   -- the first number that the member may read
    owner        INTEGER NOT NULL,
    PRIMARY KEY (conversation, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_account ON members (account);
)sql";

std::string explain(const std::filesystem::path& file, const sqlite::Error& error) {
    const std::string name = file.string();
    switch (error.failure()) {
        case sqlite::Failure::not_a_database:
            return fmt::format(
                "{} is not an Indaba journal: it is no SQLite database. Move it away, or choose "
                "another data directory.",
                name);
        case sqlite::Failure::busy:
            return fmt::format("{} is locked by another process. End that one, then start again.",
                               name);
        case sqlite::Failure::read_only:
            return fmt::format(
                "{} cannot be written. Check the permissions of the file and of its directory, and "
                "that the file system is not mounted read-only.",
                name);
        case sqlite::Failure::cannot_open:
            return fmt::format(
                "{} cannot be opened. Check that it is a file, that its directory exists, and that "
                "this user may write there.",
                name);
        case sqlite::Failure::full:
            return fmt::format("{} cannot be written: the disk is full.", name);
        default:
            return error.what();
    }
}

enum class FileState { empty, older_version, current };

/// Only reads, so that a file of another program is left unchanged.
FileState inspect_file(sqlite::Connection& database, const std::filesystem::path& file) {
    const std::int64_t id = database.number("PRAGMA application_id");
    const std::int64_t version = database.number("PRAGMA user_version");
    const std::int64_t tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (id == 0 && version == 0 && tables == 0) return FileState::empty;
    if (id != application_id)
        throw std::runtime_error(fmt::format(
            "{} is not an Indaba journal: it belongs to another program. Move it away, or choose "
            "another data directory.",
            file.string()));
    if (version > schema_version)
        throw std::runtime_error(
            fmt::format("{} was written by a newer version of Indaba (its format is {}, this "
                        "version knows {}). Start the newer version.",
                        file.string(), version, schema_version));
    return version < schema_version ? FileState::older_version : FileState::current;
}

void enable_wal(sqlite::Connection& database, const std::filesystem::path& file) {
    if (database.text("PRAGMA journal_mode = WAL") == "wal") return;
    throw std::runtime_error(fmt::format(
        "{} cannot be used: its file system does not offer what a journal needs (shared memory and "
        "locks). Choose a data directory on a local disk.",
        file.string()));
}

JournalId random_id() {
    if (sodium_init() < 0) throw std::runtime_error("the random source does not work");
    JournalId id;
    randombytes_buf(id.bytes.data(), id.bytes.size());
    return id;
}

void write_schema_version(sqlite::Connection& database) {
    database.execute(fmt::format("PRAGMA user_version = {}", schema_version));
}

/// Makes all tables in one transaction: a crash leaves a complete journal or an empty file.
void create(sqlite::Connection& database) {
    sqlite::Transaction transaction(database);
    database.execute(schema_1);
    database.execute(step_to_2);
    database.execute(step_to_3);
    database.execute(step_to_4);
    sqlite::Statement(database, "INSERT INTO meta (name, value) VALUES ('journal', ?)")
        .run(random_id());
    sqlite::Statement(database,
                      "INSERT INTO conversations (id, room, number, hash) VALUES (?, ?, 0, ?)")
        .run(lobby, lobby_title, Hash{});
    database.execute(fmt::format("PRAGMA application_id = {}", application_id));
    write_schema_version(database);
    transaction.commit();
}

/// Takes all steps in one transaction: a crash leaves the old format or the new one.
void migrate(sqlite::Connection& database) {
    sqlite::Transaction transaction(database);
    // Read again under the lock: another process may have migrated the file meanwhile.
    const std::int64_t version = database.number("PRAGMA user_version");
    if (version < 2) database.execute(step_to_2);
    if (version < 3) database.execute(step_to_3);
    if (version < 4) database.execute(step_to_4);
    write_schema_version(database);
    transaction.commit();
}

/// Takes the rights of other users away. SQLite gives its further files those of the journal.
void keep_from_others(const std::filesystem::path& file) {
    namespace fs = std::filesystem;
    for (const char* ending : {"", "-wal", "-shm"}) {
        std::error_code ignored;  // of a file that is not there
        fs::permissions(file.string() + ending, fs::perms::group_all | fs::perms::others_all,
                        fs::perm_options::remove, ignored);
    }
}

void prepare_to_write(sqlite::Connection& database, const std::filesystem::path& file) {
    const FileState state = inspect_file(database, file);
    if (database.is_read_only())
        throw sqlite::Error(sqlite::Failure::read_only, file.string(), "it is read-only");
    keep_from_others(file);
    enable_wal(database, file);
    database.execute(
        "PRAGMA synchronous = FULL;"
        "PRAGMA secure_delete = ON;"  // a deleted body is overwritten
        "PRAGMA wal_autocheckpoint = 4000;"
        "PRAGMA cache_size = -16384");
    if (state == FileState::empty) return create(database);
    if (state == FileState::older_version) return migrate(database);
    // A process that holds the lock is found now and not at the first post.
    database.execute("BEGIN IMMEDIATE; ROLLBACK");
}

}  // namespace

sqlite::Connection open_journal(const std::filesystem::path& file) {
    try {
        sqlite::Connection database(file, sqlite::Mode::create, busy_timeout);
        prepare_to_write(database, file);
        return database;
    } catch (const sqlite::Error& error) {
        throw std::runtime_error(explain(file, error));
    }
}

sqlite::Connection open_journal_to_read(const std::filesystem::path& file, sqlite::Mode mode) {
    try {
        sqlite::Connection database(file, mode, busy_timeout);
        if (inspect_file(database, file) != FileState::empty) return database;
    } catch (const sqlite::Error& error) {
        throw std::runtime_error(explain(file, error));
    }
    throw std::runtime_error(fmt::format("{} is empty.", file.string()));
}

bool is_journal_file(const std::filesystem::path& file) {
    // SQLite's file format: its name, and at byte 68 the id of the application, big-endian.
    constexpr std::size_t id_at = 68, length = 72;
    std::ifstream in(file, std::ios::binary);
    std::string begin(length, '\0');
    in.read(begin.data(), static_cast<std::streamsize>(length));
    std::int64_t id = 0;
    for (const char byte : begin.substr(id_at)) id = id << 8 | static_cast<std::uint8_t>(byte);
    return begin.starts_with("SQLite format 3") && id == application_id;
}

bool has_current_format(const sqlite::Connection& database) {
    return database.number("PRAGMA user_version") == schema_version;
}

}  // namespace indaba::broker

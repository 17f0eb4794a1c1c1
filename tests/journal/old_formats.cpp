#include "tests/journal/old_formats.hpp"

namespace indaba::broker {
namespace {

// The tables of released versions. Never change these.
constexpr const char* format_1 = R"sql(
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
constexpr const char* added_by_format_2 = R"sql(
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
constexpr const char* added_by_format_3 = R"sql(
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

}  // namespace

std::string tables_of_format(int format) {
    std::string sql = format_1;
    if (format >= 2) sql += added_by_format_2;
    if (format >= 3) sql += added_by_format_3;
    return sql;
}

std::vector<std::string> tables(sqlite::Connection database) {
    sqlite::Statement statement(database,
                                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1");
    std::vector<std::string> result;
    sqlite::Rows rows = statement.query();
    while (rows.next()) result.push_back(rows.text(0));
    return result;
}

}  // namespace indaba::broker

#include "broker/journal/postgresql/postgresql_schema.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <stdexcept>

#include "common/wire/protocol.hpp"

namespace indaba::broker {
namespace {

constexpr std::int64_t schema_version = 1;

/// The tables of format 1. Accounts and conversations have small numbers inside the database, so
/// that the rows of entries stay short. Text has the collation "C": it is compared by its bytes, as
/// everywhere else. A row that changes often leaves room in its page for its next version. `writer`
/// and `batch` of a row name the batch that changed it last, so that others find what is new.
constexpr const char* schema_1 = R"sql(
CREATE TABLE journal (
    id     bytea   NOT NULL,
    key    bytea,                   -- the public half of the key that serves it
    format bigint  NOT NULL,
    sole   boolean PRIMARY KEY DEFAULT true CHECK (sole)  -- one row, which rare changes lock
);
CREATE TABLE parents (
    position bigint PRIMARY KEY,
    journal  bytea  NOT NULL
);
CREATE TABLE writers (              -- the open journals of all brokers, and those of the last day
    key    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch  bigint NOT NULL,         -- the last one that was committed
    opened timestamptz NOT NULL DEFAULT now(),
    closed timestamptz              -- NULL: open, or killed
) WITH (fillfactor = 50);
CREATE TABLE leases (               -- of the brokers that serve people
    writer  bigint PRIMARY KEY REFERENCES writers ON DELETE CASCADE,
    until   timestamptz NOT NULL,
    peers   text   NOT NULL,        -- its address for other brokers; empty: none
    clients text   NOT NULL         -- its address for people
) WITH (fillfactor = 50);
CREATE TABLE accounts (
    key         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account     bytea  NOT NULL UNIQUE,
    name        text,               -- the present one; NULL before the first claim
    lobby_first bigint,             -- set by the first claim
    rebound_to  bigint REFERENCES accounts, -- NULL: not retired
    writer      bigint NOT NULL DEFAULT 0,  -- of the names, too
    batch       bigint NOT NULL DEFAULT 0
);
CREATE TABLE names (
    folded     text   COLLATE "C" PRIMARY KEY,
    skeleton   text   COLLATE "C" NOT NULL,
    shown      text   NOT NULL,
    account    bigint NOT NULL REFERENCES accounts,
    icu        text   NOT NULL,     -- the version that folded it
    claimed_at bigint NOT NULL
);
CREATE INDEX names_by_account ON names (account);
CREATE TABLE looks (                -- whose all names with one skeleton are
    skeleton text   COLLATE "C" PRIMARY KEY,
    account  bigint NOT NULL REFERENCES accounts
);
CREATE INDEX looks_by_account ON looks (account);
CREATE TABLE conversations (
    key    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id     bytea  NOT NULL UNIQUE,
    room   text,                    -- the title, or
    low    bigint REFERENCES accounts,  -- the two ends of a whisper
    high   bigint REFERENCES accounts,
    number bigint NOT NULL,         -- of the last entry
    hash   bytea  NOT NULL,         -- of the last entry
    writer bigint NOT NULL DEFAULT 0,
    batch  bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE entries (
    conversation bigint NOT NULL,   -- no REFERENCES: the lock of the conversation's row is enough
    number       bigint NOT NULL,
    account      bigint NOT NULL,
    at           bigint NOT NULL,
    id           bytea  NOT NULL,
    kind         text   NOT NULL,
    body         bytea  NOT NULL,
    hash         bytea  NOT NULL,
    erased       bytea,             -- the hash of the body that was deleted
    PRIMARY KEY (conversation, number),
    UNIQUE (account, id)
);
CREATE TABLE unexplained (          -- entries without a body whose erasure a restore did not find
    conversation bigint NOT NULL,
    number       bigint NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE TABLE edits (
    conversation bigint NOT NULL,
    message      bigint NOT NULL,
    number       bigint NOT NULL,
    PRIMARY KEY (conversation, message, number)
);
CREATE TABLE reactions (            -- those that stand
    conversation bigint NOT NULL,
    message      bigint NOT NULL,
    emoji        text   COLLATE "C" NOT NULL,
    account      bigint NOT NULL,
    PRIMARY KEY (conversation, message, emoji, account)
);
CREATE TABLE reads (
    account      bigint NOT NULL,
    conversation bytea  NOT NULL,
    number       bigint NOT NULL,
    writer       bigint NOT NULL DEFAULT 0,
    batch        bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account, conversation)
) WITH (fillfactor = 50);
CREATE TABLE standings (
    account bytea   PRIMARY KEY,
    allowed boolean NOT NULL,
    banned  boolean NOT NULL,
    op      boolean NOT NULL,
    at      bigint  NOT NULL,
    writer  bigint  NOT NULL DEFAULT 0,
    batch   bigint  NOT NULL DEFAULT 0
);
CREATE TABLE invites (
    key        bytea  PRIMARY KEY,  -- the public half
    uses_left  bigint NOT NULL,
    expires_at bigint NOT NULL,     -- 0: never
    writer     bigint NOT NULL DEFAULT 0,
    batch      bigint NOT NULL DEFAULT 0
);
CREATE TABLE kicks (                -- the last one of each account that was disconnected by order
    account bytea  PRIMARY KEY,
    writer  bigint NOT NULL,
    batch   bigint NOT NULL
);
CREATE TABLE rooms (
    conversation bytea   PRIMARY KEY,  -- its id; the title is there
    folded       text    COLLATE "C" NOT NULL,  -- of the title, as is the skeleton
    skeleton     text    COLLATE "C" NOT NULL,
    icu          text    NOT NULL,     -- the version that folded it
    topic        bytea   NOT NULL,     -- it may have a NUL, which no text has here
    private      boolean NOT NULL,
    from_joining boolean NOT NULL,
    archived     boolean NOT NULL,
    creator      bigint  NOT NULL REFERENCES accounts,
    created_at   bigint  NOT NULL
);
CREATE UNIQUE INDEX open_titles ON rooms (folded) WHERE NOT private AND NOT archived;
CREATE UNIQUE INDEX open_looks ON rooms (skeleton) WHERE NOT private AND NOT archived;
CREATE INDEX rooms_by_creator ON rooms (creator, created_at);
CREATE TABLE members (
    conversation bytea   NOT NULL REFERENCES rooms,
    account      bigint  NOT NULL REFERENCES accounts,
    first        bigint  NOT NULL,     -- the first number that the member may read
    owner        boolean NOT NULL,
    PRIMARY KEY (conversation, account)
);
CREATE INDEX members_by_account ON members (account);
)sql";

JournalId random_id() {
    if (sodium_init() < 0) throw std::runtime_error("the random source does not work");
    JournalId id;
    randombytes_buf(id.bytes.data(), id.bytes.size());
    return id;
}

bool has_table(postgresql::Connection& database, const char* name) {
    postgresql::Rows row =
        database.query("SELECT to_regclass('indaba.' || $1) IS NOT NULL", std::string(name));
    return row.next() && row.boolean(0);
}

/// Returns 0 when there are no tables.
std::int64_t format_of(postgresql::Connection& database) {
    if (has_table(database, "journal")) {
        postgresql::Rows row = database.query("SELECT format FROM indaba.journal");
        if (row.next()) return row.integer(0);
    }
    postgresql::Rows row =
        database.query("SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'indaba'");
    if (row.next() && row.integer(0) == 0) return 0;
    throw std::runtime_error(
        "The schema indaba of this database belongs to another program. Choose another database.");
}

void refuse_newer(std::int64_t format) {
    if (format <= schema_version) return;
    throw std::runtime_error(
        fmt::format("The journal in this database was written by a newer version of Indaba (its "
                    "format is {}, this version knows {}). Start the newer version.",
                    format, schema_version));
}

void create(postgresql::Connection& database) {
    database.execute("CREATE SCHEMA IF NOT EXISTS indaba");
    database.execute(schema_1);
    database.send("INSERT INTO journal (id, format) VALUES ($1, $2)", random_id(), schema_version);
    database.send("INSERT INTO conversations (id, room, number, hash) VALUES ($1, $2, 0, $3)",
                  lobby, std::string_view(lobby_title), Hash{});
    database.round_trip();
}

}  // namespace

void prepare_tables(postgresql::Connection& database) {
    database.execute("BEGIN");
    // Several brokers may start at once; one of them makes the tables. The number is ours.
    database.execute("SELECT pg_advisory_xact_lock(x'496e6461'::int)");
    const std::int64_t format = format_of(database);
    refuse_newer(format);
    if (format == 0) create(database);
    database.commit();
}

void begin_new_journal(postgresql::Connection& database) {
    database.execute("BEGIN");
    database.execute("SELECT pg_advisory_xact_lock(x'496e6461'::int)");
    if (format_of(database) != 0)
        throw std::runtime_error("This database has a journal already. Name an empty database.");
    create(database);
}

void check_tables(postgresql::Connection& database) {
    const std::int64_t format = format_of(database);
    refuse_newer(format);
    if (format < schema_version)
        throw std::runtime_error("This database holds no journal of this version of Indaba.");
}

}  // namespace indaba::broker

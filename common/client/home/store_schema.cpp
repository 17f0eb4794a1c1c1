#include "common/client/home/store_schema.hpp"

#include <fmt/format.h>

#include "common/keys/private_file.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {
namespace {

// Tables with row ids on purpose: by them what is left of a damaged table can be reached.
constexpr const char* schema = R"(
    CREATE TABLE outbox(
        position INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        room BLOB NOT NULL,
        account BLOB,
        kind TEXT NOT NULL,
        body BLOB NOT NULL,
        sum INTEGER NOT NULL CHECK (sum = checksum(id, room, account, kind, body))
    ) STRICT;
    CREATE TABLE drafts(
        conversation BLOB NOT NULL UNIQUE,
        text TEXT NOT NULL,
        sum INTEGER NOT NULL CHECK (sum = checksum(conversation, text))
    ) STRICT;
    CREATE TABLE read_positions(
        conversation BLOB NOT NULL UNIQUE,
        number INTEGER NOT NULL,
        sum INTEGER NOT NULL CHECK (sum = checksum(conversation, number))
    ) STRICT;
    CREATE TABLE tails(
        name TEXT NOT NULL UNIQUE,
        sum INTEGER NOT NULL CHECK (sum = checksum(name))
    ) STRICT;
    CREATE TABLE tail_positions(
        tail TEXT NOT NULL,
        conversation BLOB NOT NULL,
        number INTEGER NOT NULL,
        hash BLOB NOT NULL,
        sum INTEGER NOT NULL CHECK (sum = checksum(tail, conversation, number, hash)),
        UNIQUE (tail, conversation)
    ) STRICT;
)";

}  // namespace

std::string select_all(const StoreTable& table) {
    return fmt::format("SELECT rowid, {} FROM {} NOT INDEXED", table.columns, table.name);
}

void make_empty_store(const std::filesystem::path& file) {
    create_private_file(file, {});  // SQLite would let others read it
    Database database{file};
    database.run("PRAGMA page_size=4096");
    Transaction transaction{database};
    database.run(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; {}",
                             store_application_id, store_version, schema));
    transaction.commit();
}

}  // namespace indaba::client

#include "common/client/home/store_schema.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "common/base/path_text.hpp"
#include "common/keys/private_file.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::client {
namespace {

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

// ---- checksum --------------------------------------------------------------------------------

/// The length and whether the argument is NULL come first, so that no two rows feed the same bytes.
void absorb(crypto_generichash_state& state, const sqlite::Connection::Argument& argument) {
    const std::string_view bytes = argument.value_or(std::string_view());
    const auto length = static_cast<std::uint32_t>(bytes.size());
    const unsigned char head[] = {
        static_cast<unsigned char>(argument ? 1 : 0), static_cast<unsigned char>(length >> 24),
        static_cast<unsigned char>(length >> 16), static_cast<unsigned char>(length >> 8),
        static_cast<unsigned char>(length)};
    crypto_generichash_update(&state, head, sizeof head);
    if (length > 0)
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                                  length);
}

/// SQLite itself does not notice a byte that changed inside a value.
std::int64_t checksum(std::span<const sqlite::Connection::Argument> arguments) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES_MIN);
    for (const auto& argument : arguments) absorb(state, argument);
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_final(&state, hash, sizeof hash);
    std::uint64_t sum = 0;
    for (int i = 0; i < 8; ++i) sum = sum << 8 | hash[i];
    return static_cast<std::int64_t>(sum);
}

}  // namespace

std::string select_all(const StoreTable& table) {
    return fmt::format("SELECT {} FROM {}", table.columns, table.name);
}

sqlite::Connection connect_to_store(const std::filesystem::path& file, sqlite::Mode mode) {
    sqlite::Connection store(file, mode, std::chrono::seconds{5});
    if (mode != sqlite::Mode::read && store.is_read_only())
        throw sqlite::Error(sqlite::Failure::read_only, to_utf8(file), "it cannot be written");
    store.add_function("checksum", checksum);
    return store;
}

void make_empty_store(const std::filesystem::path& file) {
    create_private_file(file, {});  // SQLite would let others read it
    sqlite::Connection store = connect_to_store(file, sqlite::Mode::write);
    store.execute("PRAGMA page_size=4096");
    sqlite::Transaction transaction{store};
    store.execute(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; {}",
                              store_application_id, store_version, schema));
    transaction.commit();
}

}  // namespace indaba::client

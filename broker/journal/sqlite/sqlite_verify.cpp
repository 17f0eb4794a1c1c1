#include "broker/journal/sqlite/sqlite_verify.hpp"

#include <fmt/format.h>

#include <exception>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/journal/conversation_check.hpp"
#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_reader.hpp"
#include "broker/journal/sqlite/sqlite_records.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "broker/journal/sqlite/sqlite_snapshot.hpp"
#include "common/sqlite/sqlite.hpp"
#include "common/wire/room.hpp"

namespace indaba::broker {
namespace {

struct StoredHead {
    std::int64_t key = 0;
    ConversationId id{};
    std::uint64_t number = 0;
    Hash hash{};
};

void require_sound_file(const sqlite::Connection& database) {
    const std::string found = database.text("PRAGMA integrity_check(1)");
    if (found != "ok") throw DumpFault(fmt::format("the file is damaged: {}", found));
}

std::vector<StoredHead> read_heads(sqlite::Connection& database) {
    sqlite::Statement statement(database,
                                "SELECT key, id, number, hash FROM conversations ORDER BY key");
    std::vector<StoredHead> heads;
    sqlite::Rows rows = statement.query();
    while (rows.next())
        heads.push_back(
            {rows.integer(0), rows.bytes<ConversationId>(1), rows.count(2), rows.bytes<Hash>(3)});
    return heads;
}

/// Returns false for a journal of an earlier format.
bool knows_erasures(const sqlite::Connection& database) {
    return database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'erased'") > 0;
}

/// Returns true when the journal was restored from exports that lacked the erasure.
bool is_unexplained(sqlite::Connection& database, const ConversationId& conversation,
                    std::uint64_t number) {
    sqlite::Statement marks(database, "SELECT 1 FROM meta WHERE name = ?");
    return marks.query(std::string_view(unexplained_erasure(conversation, number))).next();
}

/// In an earlier format nothing was ever erased.
void verify_erasures(sqlite::Connection& database, const StoredHead& head, ErasureCheck& check) {
    if (check.is_empty() || !knows_erasures(database)) return;
    check.end_entries();
    sqlite::Statement edits(database, "SELECT message, number FROM edits WHERE conversation = ?");
    sqlite::Rows rows = edits.query(head.key);
    while (rows.next()) check.add_edit(rows.count(0), rows.count(1));
    check.end_edits();
}

using StoredRooms = std::map<ConversationId, RoomState>;

/// Returns the rooms and members that the journal has beside the entries that made them.
StoredRooms read_stored_rooms(sqlite::Connection& database) {
    StoredRooms rooms;
    if (!has_current_format(database)) return rooms;
    for (KnownRoom& known : read_rooms(database)) rooms[known.id] = std::move(known.state);
    return rooms;
}

void verify_folded_titles(sqlite::Connection& database) {
    if (!has_current_format(database)) return;
    sqlite::Statement statement(database,
                                "SELECT r.conversation, c.room, r.folded, r.skeleton, r.icu "
                                "FROM rooms AS r JOIN conversations AS c ON c.id = r.conversation");
    sqlite::Rows rows = statement.query();
    while (rows.next()) {
        DumpRoom room;
        room.id = rows.bytes<ConversationId>(0);
        room.folded = rows.text(2);
        room.skeleton = rows.text(3);
        room.icu = rows.text(4);
        require_folded_title(room, rows.text(1));
    }
}

/// Returns the number of entries.
std::uint64_t verify_conversation(sqlite::Connection& database, sqlite::Statement& entries,
                                  const StoredHead& head, const StoredRooms& rooms) {
    ConversationCheck check(head.id, head.number, head.hash);
    std::uint64_t count = 0;
    sqlite::Rows rows = entries.query(head.key);
    for (; rows.next(); ++count) {
        const Entry entry{rows.count(0),
                          rows.bytes<Account>(1),
                          rows.integer(2),
                          rows.bytes<MessageId>(3),
                          rows.text(4),
                          rows.text(5),
                          rows.optional_bytes<Hash>(7)};
        check.add(entry, rows.bytes<Hash>(6),
                  entry.erased && is_unexplained(database, head.id, entry.number));
    }
    const auto room = rooms.find(head.id);
    check.end(room == rooms.end() ? RoomState{} : room->second);
    verify_erasures(database, head, check.erasures());
    return count;
}

/// Returns the query of a conversation's entries; its last column is the hash of a deleted body.
std::string entries_query(const sqlite::Connection& database) {
    const bool has_erased = knows_erasures(database);
    // LEFT JOIN: an entry without an account must be found and not left out.
    return fmt::format(
        "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, e.hash, {} FROM entries AS e "
        "LEFT JOIN accounts AS a ON a.key = e.account {} "
        "WHERE e.conversation = ? ORDER BY e.number",
        has_erased ? "x.hash" : "NULL",
        has_erased ? "LEFT JOIN erased AS x ON x.conversation = e.conversation "
                     "AND x.number = e.number"
                   : "");
}

void verify(sqlite::Connection& database, VerifyResult& result) try {
    database.execute("BEGIN");  // a consistent view while a broker writes
    require_sound_file(database);
    sqlite::Statement entries(database, entries_query(database));
    const StoredRooms rooms = read_stored_rooms(database);
    for (const StoredHead& head : read_heads(database)) {
        ++result.conversations;
        result.entries += verify_conversation(database, entries, head, rooms);
    }
    if (static_cast<std::uint64_t>(database.number("SELECT count(*) FROM entries")) !=
        result.entries)
        throw DumpFault("there are entries of conversations that do not exist");
    verify_folded_titles(database);
    read_conversations(database);  // throws when one is damaged
} catch (const DumpFault& fault) {
    result.problem = fault.what();
}

}  // namespace

VerifyResult verify_journal(const std::filesystem::path& file) {
    VerifyResult result;
    try {
        SqliteReader reader(file);
        verify(reader.database(), result);
        if (!result.problem.empty() && reader.is_outdated()) return verify_journal(file);
    } catch (const std::exception& error) {
        result.problem = error.what();
    }
    return result;
}

}  // namespace indaba::broker

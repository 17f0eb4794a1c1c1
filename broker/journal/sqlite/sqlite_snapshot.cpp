#include "broker/journal/sqlite/sqlite_snapshot.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::broker {
namespace {

void read_journal(Database& database, Snapshot& snapshot) {
    Statement id(database, "SELECT value FROM meta WHERE name = 'journal'");
    if (Query row = id.query(); row.next()) snapshot.journal = row.bytes<JournalId>(0);
    Statement parents(database, "SELECT journal FROM parents ORDER BY position");
    Query rows = parents.query();
    while (rows.next()) snapshot.parents.push_back(rows.bytes<JournalId>(0));
}

void read_accounts(Database& database, Snapshot& snapshot) {
    Statement statement(database,
                        "SELECT a.account, a.name, a.lobby_first, t.account FROM accounts AS a "
                        "LEFT JOIN accounts AS t ON t.key = a.rebound_to "
                        "WHERE a.name IS NOT NULL ORDER BY a.key");
    Query rows = statement.query();
    while (rows.next()) {
        KnownAccount known{rows.bytes<Account>(0), rows.string(1), rows.count(2)};
        if (!rows.null(3)) known.rebound_to = rows.bytes<Account>(3);
        snapshot.accounts.push_back(std::move(known));
    }
}

void read_names(Database& database, Snapshot& snapshot) {
    Statement statement(database,
                        "SELECT n.folded, n.skeleton, n.shown, a.account FROM names AS n "
                        "JOIN accounts AS a ON a.key = n.account ORDER BY n.folded");
    Query rows = statement.query();
    while (rows.next())
        snapshot.names.push_back(
            {rows.string(0), rows.string(1), rows.string(2), rows.bytes<Account>(3)});
}

void read_reads(Database& database, Snapshot& snapshot) {
    Statement statement(database,
                        "SELECT a.account, r.conversation, r.number FROM reads AS r "
                        "JOIN accounts AS a ON a.key = r.account");
    Query rows = statement.query();
    while (rows.next())
        snapshot.reads.push_back(
            {rows.bytes<Account>(0), rows.bytes<ConversationId>(1), rows.count(2)});
}

void read_standings(Database& database, Snapshot& snapshot) {
    Statement statement(database, "SELECT account, allowed, banned, op, at FROM standings");
    Query rows = statement.query();
    while (rows.next())
        snapshot.standings.push_back({.account = rows.bytes<Account>(0),
                                      .allowed = rows.integer(1) != 0,
                                      .banned = rows.integer(2) != 0,
                                      .op = rows.integer(3) != 0,
                                      .at = rows.integer(4)});
}

void read_invites(Database& database, Snapshot& snapshot) {
    Statement statement(database, "SELECT key, uses_left, expires_at FROM invites");
    Query rows = statement.query();
    while (rows.next())
        snapshot.invites.push_back({rows.bytes<Account>(0), rows.count(1), rows.integer(2)});
}

/// Else somebody might read what others whispered, or the rules would miss the lobby.
void check(const KnownConversation& known) {
    const auto& [id, room, between] = known.conversation;
    const bool one_of_both = room.has_value() != between.has_value();
    if (!one_of_both || (between && whisper_id(between->low, between->high) != id))
        throw SqliteError(SQLITE_CORRUPT, "it is damaged: conversation " + to_hex(id) +
                                              " is neither a room nor a whisper of its two ends");
}

}  // namespace

/// A whisper begins with its first entry; a room is there before anything is said.
std::vector<KnownConversation> read_conversations(Database& database) {
    Statement statement(database,
                        "SELECT c.id, c.room, l.account, h.account, c.number, c.hash "
                        "FROM conversations AS c LEFT JOIN accounts AS l ON l.key = c.low "
                        "LEFT JOIN accounts AS h ON h.key = c.high "
                        "WHERE c.number > 0 OR c.room IS NOT NULL ORDER BY c.key");
    std::vector<KnownConversation> all;
    Query rows = statement.query();
    while (rows.next()) {
        KnownConversation known;
        known.conversation.id = rows.bytes<ConversationId>(0);
        if (!rows.null(1)) known.conversation.room = rows.string(1);
        if (!rows.null(2))
            known.conversation.between = Between{rows.bytes<Account>(2), rows.bytes<Account>(3)};
        known.number = rows.count(4);
        known.hash = rows.bytes<Hash>(5);
        check(known);
        all.push_back(std::move(known));
    }
    const bool has_lobby = std::ranges::any_of(all, [](const KnownConversation& known) {
        return known.conversation.id == lobby && known.conversation.room;
    });
    if (!has_lobby) throw SqliteError(SQLITE_CORRUPT, "it is damaged: the lobby is missing");
    return all;
}

Snapshot read_snapshot(Database& database) {
    Snapshot snapshot;
    database.execute("BEGIN");  // all of one moment
    read_journal(database, snapshot);
    read_accounts(database, snapshot);
    read_names(database, snapshot);
    snapshot.conversations = read_conversations(database);
    read_reads(database, snapshot);
    read_standings(database, snapshot);
    read_invites(database, snapshot);
    database.execute("COMMIT");
    return snapshot;
}

}  // namespace indaba::broker

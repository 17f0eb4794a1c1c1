#include "broker/journal/sqlite/sqlite_snapshot.hpp"

#include <algorithm>
#include <map>

#include "common/wire/chain.hpp"

namespace indaba::broker {
namespace {

void read_journal(sqlite::Connection& database, Snapshot& snapshot) {
    sqlite::Statement id(database, "SELECT value FROM meta WHERE name = 'journal'");
    if (sqlite::Rows row = id.query(); row.next()) snapshot.journal = row.bytes<JournalId>(0);
    sqlite::Statement parents(database, "SELECT journal FROM parents ORDER BY position");
    sqlite::Rows rows = parents.query();
    while (rows.next()) snapshot.parents.push_back(rows.bytes<JournalId>(0));
}

void read_accounts(sqlite::Connection& database, Snapshot& snapshot) {
    sqlite::Statement statement(
        database,
        "SELECT a.account, a.name, a.lobby_first, t.account FROM accounts AS a "
        "LEFT JOIN accounts AS t ON t.key = a.rebound_to "
        "WHERE a.name IS NOT NULL ORDER BY a.key");
    sqlite::Rows rows = statement.query();
    while (rows.next()) {
        snapshot.accounts.push_back(
            {rows.bytes<Account>(0), rows.text(1), rows.count(2), rows.optional_bytes<Account>(3)});
    }
}

void read_names(sqlite::Connection& database, Snapshot& snapshot) {
    sqlite::Statement statement(database,
                                "SELECT n.folded, n.skeleton, n.shown, a.account FROM names AS n "
                                "JOIN accounts AS a ON a.key = n.account ORDER BY n.folded");
    sqlite::Rows rows = statement.query();
    while (rows.next())
        snapshot.names.push_back(
            {rows.text(0), rows.text(1), rows.text(2), rows.bytes<Account>(3)});
}

void read_reads(sqlite::Connection& database, Snapshot& snapshot) {
    sqlite::Statement statement(database,
                                "SELECT a.account, r.conversation, r.number FROM reads AS r "
                                "JOIN accounts AS a ON a.key = r.account");
    sqlite::Rows rows = statement.query();
    while (rows.next())
        snapshot.reads.push_back(
            {rows.bytes<Account>(0), rows.bytes<ConversationId>(1), rows.count(2)});
}

void read_members(sqlite::Connection& database, std::vector<KnownRoom>& rooms,
                  const std::map<ConversationId, std::size_t>& places) {
    sqlite::Statement statement(database,
                                "SELECT m.conversation, a.account, m.first, m.owner FROM members "
                                "AS m JOIN accounts AS a ON a.key = m.account");
    sqlite::Rows rows = statement.query();
    while (rows.next()) {
        const auto place = places.find(rows.bytes<ConversationId>(0));
        if (place == places.end()) throw database.damaged("it is damaged: a room is missing");
        rooms[place->second].state.members[rows.bytes<Account>(1)] =
            RoomMember{rows.count(2), rows.integer(3) != 0};
    }
}

void read_standings(sqlite::Connection& database, Snapshot& snapshot) {
    sqlite::Statement statement(database, "SELECT account, allowed, banned, op, at FROM standings");
    sqlite::Rows rows = statement.query();
    while (rows.next())
        snapshot.standings.push_back({.account = rows.bytes<Account>(0),
                                      .allowed = rows.integer(1) != 0,
                                      .banned = rows.integer(2) != 0,
                                      .op = rows.integer(3) != 0,
                                      .at = rows.integer(4)});
}

void read_invites(sqlite::Connection& database, Snapshot& snapshot) {
    sqlite::Statement statement(database, "SELECT key, uses_left, expires_at FROM invites");
    sqlite::Rows rows = statement.query();
    while (rows.next())
        snapshot.invites.push_back({rows.bytes<Account>(0), rows.count(1), rows.integer(2)});
}

void check(const sqlite::Connection& database, const Conversation& conversation) {
    if (!is_room_or_whisper(conversation))
        throw database.damaged("it is damaged: conversation " + to_hex(conversation.id) +
                               " is neither a room nor a whisper of its two ends");
}

}  // namespace

// A whisper exists from its first entry on, a room even when it is empty.
std::vector<KnownConversation> read_conversations(sqlite::Connection& database) {
    sqlite::Statement statement(database,
                                "SELECT c.id, c.room, l.account, h.account, c.number, c.hash "
                                "FROM conversations AS c LEFT JOIN accounts AS l ON l.key = c.low "
                                "LEFT JOIN accounts AS h ON h.key = c.high "
                                "WHERE c.number > 0 OR c.room IS NOT NULL ORDER BY c.key");
    std::vector<KnownConversation> all;
    sqlite::Rows rows = statement.query();
    while (rows.next()) {
        KnownConversation known;
        known.conversation.id = rows.bytes<ConversationId>(0);
        if (!rows.is_null(1)) known.conversation.room = rows.text(1);
        if (!rows.is_null(2))
            known.conversation.between = Between{rows.bytes<Account>(2), rows.bytes<Account>(3)};
        known.number = rows.count(4);
        known.hash = rows.bytes<Hash>(5);
        check(database, known.conversation);
        all.push_back(std::move(known));
    }
    const bool has_lobby = std::ranges::any_of(all, [](const KnownConversation& known) {
        return known.conversation.id == lobby && known.conversation.room;
    });
    if (!has_lobby) throw database.damaged("it is damaged: the lobby is missing");
    return all;
}

std::vector<KnownRoom> read_rooms(sqlite::Connection& database) {
    std::vector<KnownRoom> all;
    std::map<ConversationId, std::size_t> places;
    sqlite::Statement statement(database,
                                "SELECT r.conversation, c.room, r.topic, r.private, "
                                "r.from_joining, r.archived FROM rooms AS r JOIN conversations AS "
                                "c ON c.id = r.conversation ORDER BY r.conversation");
    sqlite::Rows rows = statement.query();
    while (rows.next()) {
        KnownRoom known;
        known.id = rows.bytes<ConversationId>(0);
        known.state.title = rows.text(1);
        known.state.topic = rows.text(2);
        known.state.is_private = rows.integer(3) != 0;
        known.state.from_joining = rows.integer(4) != 0;
        known.state.archived = rows.integer(5) != 0;
        places[known.id] = all.size();
        all.push_back(std::move(known));
    }
    read_members(database, all, places);
    return all;
}

Snapshot read_snapshot(sqlite::Connection& database) {
    Snapshot snapshot;
    database.execute("BEGIN");  // a consistent view while a broker writes
    read_journal(database, snapshot);
    read_accounts(database, snapshot);
    read_names(database, snapshot);
    snapshot.conversations = read_conversations(database);
    snapshot.rooms = read_rooms(database);
    read_reads(database, snapshot);
    read_standings(database, snapshot);
    read_invites(database, snapshot);
    database.execute("COMMIT");
    return snapshot;
}

}  // namespace indaba::broker

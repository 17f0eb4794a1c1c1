#include "broker/journal/postgresql/postgresql_snapshot.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/wire/chain.hpp"

namespace indaba::broker {
namespace {

using postgresql::Connection;
using postgresql::Rows;

[[noreturn]] void throw_damaged(const std::string& why) {
    throw postgresql::Error(postgresql::Failure::other, "the journal is damaged: " + why);
}

void ask_journal(Connection& database, Snapshot& snapshot) {
    database.ask(
        [&snapshot](Rows row) {
            if (row.next()) snapshot.journal = row.bytes<JournalId>(0);
        },
        "SELECT id FROM journal");
    database.ask(
        [&snapshot](Rows rows) {
            while (rows.next()) snapshot.parents.push_back(rows.bytes<JournalId>(0));
        },
        "SELECT journal FROM parents ORDER BY position");
}

void take_accounts(Rows rows, Snapshot& snapshot) {
    while (rows.next())
        snapshot.accounts.push_back(
            {rows.bytes<Account>(0), rows.text(1), rows.count(2), rows.optional_bytes<Account>(3)});
}

void take_names(Rows rows, Snapshot& snapshot) {
    while (rows.next())
        snapshot.names.push_back(
            {rows.text(0), rows.text(1), rows.text(2), rows.bytes<Account>(3)});
}

void check(const Conversation& conversation) {
    if (!is_room_or_whisper(conversation))
        throw_damaged("conversation " + to_hex(conversation.id) +
                      " is neither a room nor a whisper of its two ends");
}

void take_conversations(Rows rows, Snapshot& snapshot) {
    while (rows.next()) {
        KnownConversation known;
        known.conversation.id = rows.bytes<ConversationId>(0);
        if (!rows.is_null(1)) known.conversation.room = rows.text(1);
        if (!rows.is_null(2))
            known.conversation.between = Between{rows.bytes<Account>(2), rows.bytes<Account>(3)};
        known.number = rows.count(4);
        known.hash = rows.bytes<Hash>(5);
        check(known.conversation);
        snapshot.conversations.push_back(std::move(known));
    }
}

void take_reads(Rows rows, Snapshot& snapshot) {
    while (rows.next())
        snapshot.reads.push_back(
            {rows.bytes<Account>(0), rows.bytes<ConversationId>(1), rows.count(2)});
}

void take_standings(Rows rows, Snapshot& snapshot) {
    while (rows.next())
        snapshot.standings.push_back({.account = rows.bytes<Account>(0),
                                      .allowed = rows.boolean(1),
                                      .banned = rows.boolean(2),
                                      .op = rows.boolean(3),
                                      .at = rows.integer(4)});
}

void take_invites(Rows rows, Snapshot& snapshot) {
    while (rows.next())
        snapshot.invites.push_back({rows.bytes<Account>(0), rows.count(1), rows.integer(2)});
}

void ask_rooms(Connection& database, std::map<ConversationId, RoomState>& rooms) {
    database.ask(
        [&rooms](Rows rows) {
            while (rows.next()) {
                RoomState& state = rooms[rows.bytes<ConversationId>(0)];
                state.title = rows.text(1);
                state.topic = rows.text(2);
                state.is_private = rows.boolean(3);
                state.from_joining = rows.boolean(4);
                state.archived = rows.boolean(5);
            }
        },
        "SELECT r.conversation, c.room, r.topic, r.private, r.from_joining, r.archived "
        "FROM rooms AS r JOIN conversations AS c ON c.id = r.conversation");
    database.ask(
        [&rooms](Rows rows) {
            while (rows.next())
                rooms[rows.bytes<ConversationId>(0)].members[rows.bytes<Account>(1)] = {
                    rows.count(2), rows.boolean(3)};
        },
        "SELECT m.conversation, a.account, m.first, m.owner FROM members AS m "
        "JOIN accounts AS a ON a.key = m.account");
}

// ---- which rows ----------------------------------------------------------------------------

/// The rows that are asked for: all, or those that a writer changed after a batch.
struct Wanted {
    bool all = true;
    std::vector<std::int64_t> writers{};
    std::vector<std::uint64_t> batches{};
};

/// Returns a condition on the stamp of a table's rows; $1 to $3 are the members of Wanted.
std::string is_wanted(const std::string& table) {
    return "($1 OR EXISTS (SELECT 1 FROM unnest($2::bigint[], $3::bigint[]) AS w(writer, batch) "
           "WHERE w.writer = " +
           table + ".writer AND " + table + ".batch > w.batch))";
}

using Take = void (*)(Rows rows, Snapshot& snapshot);

void ask(Connection& database, const Wanted& wanted, const std::string& sql, Take take,
         Snapshot& snapshot) {
    database.ask([take, &snapshot](Rows rows) { take(std::move(rows), snapshot); }, sql.c_str(),
                 wanted.all, wanted.writers, wanted.batches);
}

void ask_people(Connection& database, const Wanted& wanted, Snapshot& snapshot) {
    static const std::string accounts =
        "SELECT a.account, a.name, a.lobby_first, t.account FROM accounts AS a "
        "LEFT JOIN accounts AS t ON t.key = a.rebound_to WHERE a.name IS NOT NULL AND " +
        is_wanted("a") + " ORDER BY a.key";
    static const std::string names =
        "SELECT n.folded, n.skeleton, n.shown, a.account FROM names AS n "
        "JOIN accounts AS a ON a.key = n.account WHERE " +
        is_wanted("a") + " ORDER BY n.folded";
    ask(database, wanted, accounts, take_accounts, snapshot);
    ask(database, wanted, names, take_names, snapshot);
}

void ask_conversations(Connection& database, const Wanted& wanted, Snapshot& snapshot) {
    // A whisper exists from its first entry on, a room even when it is empty.
    static const std::string conversations =
        "SELECT c.id, c.room, l.account, h.account, c.number, c.hash FROM conversations AS c "
        "LEFT JOIN accounts AS l ON l.key = c.low LEFT JOIN accounts AS h ON h.key = c.high "
        "WHERE (c.number > 0 OR c.room IS NOT NULL) AND " +
        is_wanted("c") + " ORDER BY c.key";
    static const std::string reads =
        "SELECT a.account, r.conversation, r.number FROM reads AS r "
        "JOIN accounts AS a ON a.key = r.account WHERE " +
        is_wanted("r");
    ask(database, wanted, conversations, take_conversations, snapshot);
    ask(database, wanted, reads, take_reads, snapshot);
}

void ask_admissions(Connection& database, const Wanted& wanted, Snapshot& snapshot) {
    static const std::string standings =
        "SELECT account, allowed, banned, op, at FROM standings AS s WHERE " + is_wanted("s");
    static const std::string invites =
        "SELECT key, uses_left, expires_at FROM invites AS i WHERE " + is_wanted("i");
    ask(database, wanted, standings, take_standings, snapshot);
    ask(database, wanted, invites, take_invites, snapshot);
}

void ask_batches(Connection& database, ReadBatches& batches) {
    database.ask(
        [&batches](Rows rows) {
            while (rows.next()) batches[rows.integer(0)] = rows.count(1);
        },
        "SELECT key, batch FROM writers");
}

/// Begins a transaction that shows one moment. It writes a message to the server's log, so its
/// commit is confirmed only when all that it has read is on the standby, too: what a primary shows
/// need not be there, after a crash or when the session of a waiting commit was ended.
void begin_to_read(Connection& database) {
    database.send("BEGIN ISOLATION LEVEL REPEATABLE READ");
    database.send("SELECT pg_logical_emit_message(true, 'indaba', '')");
}

// ---- news ----------------------------------------------------------------------------------

/// Returns the writers that have committed since `read`.
Wanted newer(const ReadBatches& now, const ReadBatches& read) {
    Wanted wanted{.all = false};
    for (const auto& [writer, batch] : now) {
        const std::uint64_t last = last_read(read, writer);
        if (batch == last) continue;
        wanted.writers.push_back(writer);
        wanted.batches.push_back(last);
    }
    return wanted;
}

void ask_kicks(Connection& database, const Wanted& wanted, std::int64_t own,
               std::vector<Kick>& kicks) {
    static const std::string sql =
        "SELECT account FROM kicks AS k WHERE writer <> $4 AND " + is_wanted("k");
    database.ask(
        [&kicks](Rows rows) {
            while (rows.next()) kicks.push_back({rows.bytes<Account>(0)});
        },
        sql.c_str(), wanted.all, wanted.writers, wanted.batches, own);
}

void ask_leases(Connection& database, std::int64_t own, std::vector<LiveBroker>& brokers) {
    database.ask(
        [&brokers](Rows rows) {
            while (rows.next()) brokers.push_back({rows.integer(0), {rows.text(1), rows.text(2)}});
        },
        "SELECT writer, peers, clients FROM leases "
        "WHERE writer <> $1 AND until > clock_timestamp() ORDER BY clients, writer",
        own);
}

}  // namespace

Snapshot read_snapshot(Connection& database, ReadBatches& batches) {
    Snapshot snapshot;
    std::map<ConversationId, RoomState> rooms;
    begin_to_read(database);
    ask_batches(database, batches);
    ask_journal(database, snapshot);
    ask_people(database, {}, snapshot);
    ask_conversations(database, {}, snapshot);
    ask_rooms(database, rooms);
    ask_admissions(database, {}, snapshot);
    database.commit();
    for (auto& [id, state] : rooms) snapshot.rooms.push_back({id, std::move(state)});
    const bool has_lobby = std::ranges::any_of(snapshot.conversations, [](const auto& known) {
        return known.conversation.id == lobby && known.conversation.room;
    });
    if (!has_lobby) throw_damaged("the lobby is missing");
    return snapshot;
}

News read_news(Connection& database, std::int64_t own, ReadBatches& batches, ReadBatches& kicks) {
    News news;
    ReadBatches now;
    ask_batches(database, now);
    ask_leases(database, own, news.brokers);
    database.round_trip();
    const Wanted wanted = newer(now, batches);
    if (wanted.writers.empty()) return news;
    // The batches are read again, since what is read with them may be newer.
    begin_to_read(database);
    ask_batches(database, now);
    ask_people(database, wanted, news.changed);
    ask_conversations(database, wanted, news.changed);
    ask_admissions(database, wanted, news.changed);
    ask_kicks(database, newer(now, kicks), own, news.kicks);
    database.commit();
    for (const std::int64_t writer : wanted.writers) batches[writer] = kicks[writer] = now[writer];
    return news;
}

}  // namespace indaba::broker

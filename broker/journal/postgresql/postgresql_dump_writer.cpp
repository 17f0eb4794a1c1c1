#include "broker/journal/postgresql/postgresql_dump_writer.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "broker/journal/postgresql/postgresql_schema.hpp"

namespace indaba::broker {
namespace {

/// The records of one round trip: more gain nothing.
constexpr std::size_t records_at_once = 500;

}  // namespace

PostgresqlDumpWriter::PostgresqlDumpWriter(std::unique_ptr<postgresql::Connection> database)
    : database_(std::move(database)) {
    begin_new_journal(*database_);
}

void PostgresqlDumpWriter::add(const DumpRecord& record) {
    std::visit([this](const auto& any) { store(any); }, record);
    if (++waiting_ >= records_at_once) flush();
}

void PostgresqlDumpWriter::commit() {
    send_entries();
    database_->commit();
}

void PostgresqlDumpWriter::flush() {
    send_entries();
    database_->round_trip();
    waiting_ = 0;
}

// ---- people --------------------------------------------------------------------------------

void PostgresqlDumpWriter::store(const DumpJournal& journal) {
    database_->send("UPDATE journal SET id = $1, key = $2", journal.id, journal.key);
    for (std::size_t i = 0; i < journal.parents.size(); ++i)
        database_->send("INSERT INTO parents (position, journal) VALUES ($1, $2)",
                        std::uint64_t{i} + 1, journal.parents[i]);
}

/// An account that only wrote or read has no record of its own.
void PostgresqlDumpWriter::add_accounts(const std::vector<Account>& accounts) {
    database_->send(
        "INSERT INTO accounts (account) SELECT DISTINCT q.account "
        "FROM unnest($1::bytea[]) AS q(account) "
        "WHERE NOT EXISTS (SELECT 1 FROM accounts AS a WHERE a.account = q.account)",
        accounts);
}

void PostgresqlDumpWriter::store(const DumpAccount& account) {
    add_accounts({account.account, account.rebound_to.value_or(account.account)});
    database_->send(
        "UPDATE accounts SET name = $2, lobby_first = $3, "
        "rebound_to = (SELECT key FROM accounts WHERE account = $4) WHERE account = $1",
        account.account, account.name, account.lobby_first, account.rebound_to);
}

void PostgresqlDumpWriter::store(const DumpName& name) {
    database_->send(
        "INSERT INTO names (folded, skeleton, shown, account, icu, claimed_at) "
        "SELECT $1, $2, $3, key, $5, $6 FROM accounts WHERE account = $4",
        name.folded, name.skeleton, name.display, name.account, name.icu, name.claimed_at);
    database_->send(
        "INSERT INTO looks (skeleton, account) SELECT $1, key FROM accounts WHERE account = $2 "
        "ON CONFLICT DO NOTHING",
        name.skeleton, name.account);
}

void PostgresqlDumpWriter::store(const DumpStanding& standing) {
    database_->send(
        "INSERT INTO standings (account, allowed, banned, op, at) VALUES ($1, $2, $3, $4, $5)",
        standing.account, standing.allowed, standing.banned, standing.op, standing.at);
}

void PostgresqlDumpWriter::store(const DumpInvite& invite) {
    database_->send("INSERT INTO invites (key, uses_left, expires_at) VALUES ($1, $2, $3)",
                    invite.key, invite.uses_left, invite.expires_at);
}

void PostgresqlDumpWriter::store(const DumpRead& read) {
    add_accounts({read.account});
    database_->send(
        "INSERT INTO reads (account, conversation, number) "
        "SELECT key, $2, $3 FROM accounts WHERE account = $1",
        read.account, read.conversation, read.number);
}

// ---- conversations -------------------------------------------------------------------------

/// The lobby is there already.
void PostgresqlDumpWriter::store(const DumpConversation& known) {
    const auto& [id, room, between] = known.conversation;
    std::optional<Account> low, high;
    if (between) {
        low = between->low;
        high = between->high;
        add_accounts({*low, *high});
    }
    database_->send(
        "INSERT INTO conversations (id, room, low, high, number, hash) "
        "VALUES ($1, $2, (SELECT key FROM accounts WHERE account = $3), "
        "(SELECT key FROM accounts WHERE account = $4), $5, $6) ON CONFLICT (id) DO UPDATE SET "
        "room = excluded.room, number = excluded.number, hash = excluded.hash",
        id, room, low, high, known.number, known.hash);
}

void PostgresqlDumpWriter::store(const DumpRoom& room) {
    add_accounts({room.creator});
    database_->send(
        "INSERT INTO rooms (conversation, folded, skeleton, icu, topic, private, from_joining, "
        "archived, creator, created_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, key, $10 "
        "FROM accounts WHERE account = $9",
        room.id, room.folded, room.skeleton, room.icu, postgresql::Blob{room.topic},
        room.is_private, room.from_joining, room.archived, room.creator, room.created_at);
}

void PostgresqlDumpWriter::store(const DumpMember& member) {
    add_accounts({member.account});
    database_->send(
        "INSERT INTO members (conversation, account, first, owner) "
        "SELECT $1, key, $3, $4 FROM accounts WHERE account = $2",
        member.room, member.account, member.first, member.owner);
}

void PostgresqlDumpWriter::store(const DumpEdit& edit) {
    database_->send(
        "INSERT INTO edits (conversation, message, number) "
        "SELECT key, $2, $3 FROM conversations WHERE id = $1",
        edit.conversation, edit.message, edit.number);
}

void PostgresqlDumpWriter::store(const DumpReaction& reaction) {
    add_accounts({reaction.account});
    database_->send(
        "INSERT INTO reactions (conversation, message, emoji, account) SELECT c.key, $2, $3, a.key "
        "FROM conversations AS c, accounts AS a WHERE c.id = $1 AND a.account = $4",
        reaction.conversation, reaction.message, reaction.emoji, reaction.account);
}

void PostgresqlDumpWriter::send_entries() {
    if (entries_.empty()) return;
    std::vector<ConversationId> conversations;
    std::vector<std::uint64_t> numbers;
    std::vector<Account> authors;
    std::vector<std::int64_t> times;
    std::vector<MessageId> ids;
    std::vector<std::string> kinds;
    std::vector<postgresql::Blob> bodies;
    std::vector<Hash> hashes;
    std::vector<std::optional<Hash>> erased;
    for (const auto& [conversation, entry, hash, unexplained] : entries_) {
        conversations.push_back(conversation);
        numbers.push_back(entry.number);
        authors.push_back(entry.account);
        times.push_back(entry.at);
        ids.push_back(entry.id);
        kinds.push_back(entry.kind);
        bodies.push_back({entry.body});
        hashes.push_back(hash);
        erased.push_back(entry.erased);
        if (unexplained) send_unexplained(conversation, entry.number);
    }
    add_accounts(authors);
    database_->send(
        "INSERT INTO entries (conversation, number, account, at, id, kind, body, hash, erased) "
        "SELECT c.key, q.number, a.key, q.at, q.id, q.kind, q.body, q.hash, q.erased "
        "FROM unnest($1::bytea[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bytea[], "
        "$6::text[], $7::bytea[], $8::bytea[], $9::bytea[]) "
        "AS q(conversation, number, account, at, id, kind, body, hash, erased) "
        "JOIN conversations AS c ON c.id = q.conversation "
        "JOIN accounts AS a ON a.account = q.account",
        conversations, numbers, authors, times, ids, kinds, bodies, hashes, erased);
    entries_.clear();
}

void PostgresqlDumpWriter::send_unexplained(const ConversationId& conversation,
                                            std::uint64_t number) {
    database_->send(
        "INSERT INTO unexplained (conversation, number) "
        "SELECT key, $2 FROM conversations WHERE id = $1",
        conversation, number);
}

}  // namespace indaba::broker

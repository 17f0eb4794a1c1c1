#include "broker/journal/sqlite/sqlite_records.hpp"

#include <fmt/format.h>

#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"

namespace indaba::broker {

sqlite::Connection make_journal(const std::filesystem::path& file) {
    sqlite::Connection database = open_journal(file);
    database.execute("PRAGMA journal_mode = DELETE");
    return database;
}

std::string unexplained_erasure(const ConversationId& conversation, std::uint64_t number) {
    return fmt::format("erased {} {}", to_hex(conversation), number);
}

SqliteRecords::SqliteRecords(sqlite::Connection& database)
    : database_(database),
      accounts_(database),
      find_conversation_(database, "SELECT key FROM conversations WHERE id = ?"),
      add_conversation_(database,
                        "INSERT INTO conversations (id, room, low, high, number, hash) "
                        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                        "room = excluded.room, number = excluded.number, hash = excluded.hash"),
      add_entry_(database,
                 "INSERT INTO entries (conversation, number, account, at, id, kind, body, hash) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      keep_hash_(database, "INSERT INTO erased (conversation, number, hash) VALUES (?, ?, ?)"),
      add_meta_(database, "INSERT INTO meta (name, value) VALUES (?, x'')"),
      add_room_(database,
                "INSERT INTO rooms (conversation, folded, skeleton, icu, topic, private, "
                "from_joining, archived, creator, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      add_member_(database,
                  "INSERT INTO members (conversation, account, first, owner) VALUES (?, ?, ?, ?)"),
      set_account_(database,
                   "UPDATE accounts SET name = ?, lobby_first = ?, rebound_to = ? WHERE key = ?"),
      add_name_(database,
                "INSERT INTO names (folded, skeleton, shown, account, icu, claimed_at) "
                "VALUES (?, ?, ?, ?, ?, ?)"),
      add_standing_(database,
                    "INSERT INTO standings (account, allowed, banned, op, at) "
                    "VALUES (?, ?, ?, ?, ?)"),
      add_invite_(database, "INSERT INTO invites (key, uses_left, expires_at) VALUES (?, ?, ?)"),
      add_edit_(database, "INSERT INTO edits (conversation, message, number) VALUES (?, ?, ?)"),
      add_reaction_(database,
                    "INSERT INTO reactions (conversation, message, emoji, account) "
                    "VALUES (?, ?, ?, ?)"),
      add_read_(database, "INSERT INTO reads (account, conversation, number) VALUES (?, ?, ?)") {}

std::int64_t SqliteRecords::key_of(const ConversationId& conversation) {
    if (last_ && last_->first == conversation) return last_->second;
    sqlite::Rows row = find_conversation_.query(conversation);
    if (!row.next())
        throw DumpFault(fmt::format("conversation {} is not there", to_hex(conversation)));
    last_ = {conversation, row.integer(0)};
    return last_->second;
}

void SqliteRecords::add(const DumpJournal& journal) {
    sqlite::Statement(database_, "UPDATE meta SET value = ? WHERE name = 'journal'")
        .run(journal.id);
    sqlite::Statement add_parent(database_,
                                 "INSERT INTO parents (position, journal) VALUES (?, ?)");
    std::int64_t position = 0;
    for (const JournalId& parent : journal.parents) add_parent.run(++position, parent);
    if (journal.key) add_key(database_, *journal.key);
}

void SqliteRecords::add(const DumpAccount& account) {
    const std::int64_t key = key_of(account.account);
    std::optional<std::int64_t> heir;
    if (account.rebound_to) heir = key_of(*account.rebound_to);
    set_account_.run(account.name, account.lobby_first, heir, key);
}

void SqliteRecords::add(const DumpName& name) {
    add_name_.run(name.folded, name.skeleton, name.display, key_of(name.account), name.icu,
                  name.claimed_at);
}

void SqliteRecords::add(const DumpStanding& standing) {
    add_standing_.run(standing.account, std::int64_t{standing.allowed},
                      std::int64_t{standing.banned}, std::int64_t{standing.op}, standing.at);
}

void SqliteRecords::add(const DumpInvite& invite) {
    add_invite_.run(invite.key, invite.uses_left, invite.expires_at);
}

void SqliteRecords::add(const DumpConversation& known) {
    const Conversation& conversation = known.conversation;
    std::optional<std::int64_t> low, high;
    if (conversation.between) {
        low = key_of(conversation.between->low);
        high = key_of(conversation.between->high);
    }
    add_conversation_.run(conversation.id, conversation.room, low, high, known.number, known.hash);
}

void SqliteRecords::add(const DumpRoom& room) {
    add_room_.run(room.id, room.folded, room.skeleton, room.icu, room.topic,
                  std::int64_t{room.is_private}, std::int64_t{room.from_joining},
                  std::int64_t{room.archived}, key_of(room.creator), room.created_at);
}

void SqliteRecords::add(const DumpMember& member) {
    add_member_.run(member.room, key_of(member.account), member.first, std::int64_t{member.owner});
}

void SqliteRecords::add(const DumpEntry& record) {
    const Entry& entry = record.entry;
    const std::int64_t conversation = key_of(record.conversation);
    add_entry_.run(conversation, entry.number, key_of(entry.account), entry.at, entry.id,
                   entry.kind, sqlite::Blob{entry.body}, record.hash);
    if (entry.erased) keep_hash_.run(conversation, entry.number, *entry.erased);
    if (record.unexplained) add_unexplained(record.conversation, entry.number);
}

void SqliteRecords::add_unexplained(const ConversationId& conversation, std::uint64_t number) {
    add_meta_.run(std::string_view(unexplained_erasure(conversation, number)));
}

void SqliteRecords::add(const DumpEdit& edit) {
    add_edit_.run(key_of(edit.conversation), edit.message, edit.number);
}

void SqliteRecords::add(const DumpReaction& reaction) {
    add_reaction_.run(key_of(reaction.conversation), reaction.message,
                      std::string_view(reaction.emoji), key_of(reaction.account));
}

void SqliteRecords::add(const DumpRead& read) {
    add_read_.run(key_of(read.account), read.conversation, read.number);
}

}  // namespace indaba::broker

#include "broker/journal/sqlite/sqlite_restore.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "broker/journal/sqlite/sqlite_schema.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {
namespace {

/// Opens a new journal without a write-ahead log, so that nothing of a body that is deleted again
/// stays in a second file.
sqlite::Connection make_journal(const std::filesystem::path& file) {
    sqlite::Connection database = open_journal(file);
    database.execute("PRAGMA journal_mode = DELETE");
    return database;
}

}  // namespace

std::string unexplained_erasure(const ConversationId& conversation, std::uint64_t number) {
    return fmt::format("erased {} {}", to_hex(conversation), number);
}

RestoredJournal::RestoredJournal(const std::filesystem::path& file, const JournalId& parent)
    : database_(make_journal(file)),
      transaction_(database_),
      accounts_(database_),
      references_(database_),
      find_conversation_(database_, "SELECT key FROM conversations WHERE id = ?"),
      add_conversation_(database_,
                        "INSERT INTO conversations (id, room, low, high, number, hash) "
                        "VALUES (?, ?, ?, ?, 0, ?)"),
      set_head_(database_, "UPDATE conversations SET room = ?, number = ?, hash = ? WHERE key = ?"),
      add_entry_(database_,
                 "INSERT INTO entries (conversation, number, account, at, id, kind, body, hash) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      find_entry_(database_,
                  "SELECT account, kind FROM entries WHERE conversation = ? AND number = ?"),
      edits_(database_, "SELECT number FROM edits WHERE conversation = ? AND message = ?"),
      body_(database_, "SELECT body FROM entries WHERE conversation = ? AND number = ?"),
      keep_hash_(database_, "INSERT INTO erased (conversation, number, hash) VALUES (?, ?, ?)"),
      empty_body_(database_, "UPDATE entries SET body = x'' WHERE conversation = ? AND number = ?"),
      remove_reactions_(database_, "DELETE FROM reactions WHERE conversation = ? AND message = ?"),
      add_meta_(database_, "INSERT INTO meta (name, value) VALUES (?, x'')"),
      add_room_(database_,
                "INSERT INTO rooms (conversation, folded, skeleton, icu, topic, private, "
                "from_joining, archived, creator, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      add_member_(database_,
                  "INSERT INTO members (conversation, account, first, owner) VALUES (?, ?, ?, ?)"),
      set_account_(database_,
                   "UPDATE accounts SET name = ?, lobby_first = ?, rebound_to = ? WHERE key = ?"),
      add_name_(database_,
                "INSERT INTO names (folded, skeleton, shown, account, icu, claimed_at) "
                "VALUES (?, ?, ?, ?, ?, 0)") {
    sqlite::Statement(database_, "INSERT INTO parents (position, journal) VALUES (1, ?)")
        .run(parent);
}

// ---- conversations ---------------------------------------------------------------------------

void RestoredJournal::begin(const Conversation& conversation) {
    now_ = Present{conversation, key_of_conversation(conversation)};
}

/// The lobby exists from the start.
std::int64_t RestoredJournal::key_of_conversation(const Conversation& conversation) {
    if (sqlite::Rows row = find_conversation_.query(conversation.id); row.next())
        return row.integer(0);
    std::optional<std::int64_t> low, high;
    if (conversation.between) {
        low = accounts_.key_of(conversation.between->low);
        high = accounts_.key_of(conversation.between->high);
    }
    add_conversation_.run(conversation.id, conversation.room, low, high, Hash{});
    sqlite::Rows row = find_conversation_.query(conversation.id);
    row.next();
    return row.integer(0);
}

void RestoredJournal::add(const Entry& entry) {
    const std::int64_t author = accounts_.key_of(entry.account);
    store(entry, author);
    apply(entry, now_.room);
    if (entry.kind == kind_room && !now_.creator)
        if (const auto event = decode_room_event(entry.body)) {
            now_.creator = event->by;
            now_.created_at = entry.at;
        }
    if (!entry.erased) refer(entry, author);
}

void RestoredJournal::store(const Entry& entry, std::int64_t author) {
    now_.number = entry.number;
    now_.hash = chain(now_.hash, now_.conversation.id, entry);
    add_entry_.run(now_.key, entry.number, author, entry.at, entry.id, entry.kind,
                   sqlite::Blob{entry.body}, now_.hash);
    if (!entry.erased) return;
    keep_hash_.run(now_.key, entry.number, *entry.erased);
    now_.without_body.insert(entry.number);
}

/// Does what an entry that names an earlier one demands. One that no broker would have accepted is
/// kept, and changes nothing.
void RestoredJournal::refer(const Entry& entry, std::int64_t author) {
    const std::optional<ReferringBody> body = decode_referring(entry.kind, entry.body);
    if (!body || referred_number(*body) >= entry.number) return;
    const std::uint64_t message = referred_number(*body);
    std::int64_t message_author = 0;
    {
        sqlite::Rows row = find_entry_.query(now_.key, message);
        if (!row.next() || !is_message(row.text(1))) return;
        message_author = row.integer(0);
    }
    if (std::holds_alternative<EraseBody>(*body)) {
        now_.erased.insert(message);
        return erase(message);
    }
    const bool is_edit = std::holds_alternative<EditBody>(*body);
    const bool is_erased = now_.without_body.contains(message);
    if (is_edit && author != message_author) return;
    if (is_edit) now_.messages[entry.number] = message;
    if (is_edit || !is_erased) references_.apply({*body}, {now_.key, entry.number}, author);
    if (is_edit && is_erased) delete_body(entry.number);
}

void RestoredJournal::erase(std::uint64_t message) {
    std::vector<std::uint64_t> bodies{message};
    {
        sqlite::Rows rows = edits_.query(now_.key, message);
        while (rows.next()) bodies.push_back(rows.count(0));
    }
    for (const std::uint64_t number : bodies) delete_body(number);
    remove_reactions_.run(now_.key, message);
}

void RestoredJournal::delete_body(std::uint64_t number) {
    if (!now_.without_body.insert(number).second) return;
    Hash hash;
    {
        sqlite::Rows row = body_.query(now_.key, number);
        if (!row.next()) return;
        hash = hash_of_body(row.text(0));
    }
    keep_hash_.run(now_.key, number, hash);
    empty_body_.run(now_.key, number);
}

void RestoredJournal::end() {
    mark_unexplained();
    const bool is_room = now_.room != RoomState{};
    if (is_room) now_.conversation.room = now_.room.title;
    set_head_.run(now_.conversation.room, now_.number, now_.hash, now_.key);
    if (is_room) store_room();
}

/// Marks the entries whose body was deleted by an erasure that is in no export, and the edits of
/// which only that is known, for `verify`.
void RestoredJournal::mark_unexplained() {
    for (const std::uint64_t number : now_.without_body) {
        const auto edit = now_.messages.find(number);
        const std::uint64_t message = edit == now_.messages.end() ? number : edit->second;
        if (now_.erased.contains(message)) continue;
        add_meta_.run(std::string_view(unexplained_erasure(now_.conversation.id, number)));
    }
}

void RestoredJournal::store_room() {
    const RoomState& room = now_.room;
    const auto title = validate_title(room.title);
    const auto* valid = std::get_if<Name>(&title);
    const Name name = valid ? *valid : Name{room.title, room.title, room.title};
    add_room_.run(now_.conversation.id, name.folded, name.skeleton, icu_version(), room.topic,
                  std::int64_t{room.is_private}, std::int64_t{room.from_joining},
                  std::int64_t{room.archived}, accounts_.key_of(now_.creator.value_or(Account{})),
                  now_.created_at);
    for (const auto& [account, member] : room.members)
        add_member_.run(now_.conversation.id, accounts_.key_of(account), member.first,
                        std::int64_t{member.owner});
}

// ---- the rest --------------------------------------------------------------------------------

void RestoredJournal::add(const RestoredAccount& account) {
    const std::int64_t key = accounts_.key_of(account.account);
    std::optional<std::int64_t> heir;
    if (account.rebound_to) heir = accounts_.key_of(*account.rebound_to);
    const bool has_name = !account.name.empty();
    set_account_.run(has_name ? std::optional(std::string_view(account.name)) : std::nullopt,
                     account.lobby_first, heir, key);
    for (const Name& name : account.names)
        add_name_.run(name.folded, name.skeleton, name.display, key, icu_version());
}

std::vector<std::string> RestoredJournal::shared_titles() {
    sqlite::Statement statement(database_,
                                "SELECT min(c.room) FROM rooms AS r JOIN conversations AS c "
                                "ON c.id = r.conversation WHERE r.private = 0 AND r.archived = 0 "
                                "GROUP BY r.skeleton HAVING count(*) > 1 ORDER BY 1");
    std::vector<std::string> titles;
    sqlite::Rows rows = statement.query();
    while (rows.next()) titles.push_back(rows.text(0));
    return titles;
}

void RestoredJournal::commit(const std::optional<SecretKey>& secret) {
    if (secret) add_secret_key(database_, *secret);
    transaction_.commit();
}

}  // namespace indaba::broker

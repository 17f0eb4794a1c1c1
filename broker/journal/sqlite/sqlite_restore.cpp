#include "broker/journal/sqlite/sqlite_restore.hpp"

#include <utility>
#include <variant>

#include "broker/journal/sqlite/sqlite_key_record.hpp"
#include "common/wire/chain.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {

RestoredJournal::RestoredJournal(const std::filesystem::path& file, const JournalId& parent)
    : database_(make_journal(file)),
      transaction_(database_),
      records_(database_),
      references_(database_),
      find_entry_(database_,
                  "SELECT account, kind FROM entries WHERE conversation = ? AND number = ?"),
      edits_(database_, "SELECT number FROM edits WHERE conversation = ? AND message = ?"),
      body_(database_, "SELECT body FROM entries WHERE conversation = ? AND number = ?"),
      keep_hash_(database_, "INSERT INTO erased (conversation, number, hash) VALUES (?, ?, ?)"),
      empty_body_(database_, "UPDATE entries SET body = x'' WHERE conversation = ? AND number = ?"),
      remove_reactions_(database_, "DELETE FROM reactions WHERE conversation = ? AND message = ?") {
    sqlite::Statement(database_, "INSERT INTO parents (position, journal) VALUES (1, ?)")
        .run(parent);
}

// ---- conversations ---------------------------------------------------------------------------

void RestoredJournal::begin(const Conversation& conversation) {
    records_.add(DumpConversation{conversation});
    now_ = Present{conversation, records_.key_of(conversation.id)};
}

void RestoredJournal::add(const Entry& entry) {
    store(entry);
    apply(entry, now_.room);
    if (entry.kind == kind_room && !now_.creator)
        if (const auto event = decode_room_event(entry.body)) {
            now_.creator = event->by;
            now_.created_at = entry.at;
        }
    if (!entry.erased) refer(entry, records_.key_of(entry.account));
}

void RestoredJournal::store(const Entry& entry) {
    now_.number = entry.number;
    now_.hash = chain(now_.hash, now_.conversation.id, entry);
    records_.add(DumpEntry{now_.conversation.id, entry, now_.hash});
    if (entry.erased) now_.without_body.insert(entry.number);
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
    records_.add(DumpConversation{now_.conversation, now_.number, now_.hash});
    if (is_room) store_room();
}

/// Marks the entries whose body was deleted by an erasure that is in no export, and the edits of
/// which only that is known, for `verify`.
void RestoredJournal::mark_unexplained() {
    for (const std::uint64_t number : now_.without_body) {
        const auto edit = now_.messages.find(number);
        const std::uint64_t message = edit == now_.messages.end() ? number : edit->second;
        if (now_.erased.contains(message)) continue;
        records_.add_unexplained(now_.conversation.id, number);
    }
}

void RestoredJournal::store_room() {
    const RoomState& room = now_.room;
    const auto title = validate_title(room.title);
    const auto* valid = std::get_if<Name>(&title);
    const Name name = valid ? *valid : Name{room.title, room.title, room.title};
    const ConversationId& id = now_.conversation.id;
    records_.add(DumpRoom{.id = id,
                          .folded = name.folded,
                          .skeleton = name.skeleton,
                          .icu = std::string(icu_version()),
                          .topic = room.topic,
                          .is_private = room.is_private,
                          .from_joining = room.from_joining,
                          .archived = room.archived,
                          .creator = now_.creator.value_or(Account{}),
                          .created_at = now_.created_at});
    for (const auto& [account, member] : room.members)
        records_.add(DumpMember{id, account, member.first, member.owner});
}

// ---- the rest --------------------------------------------------------------------------------

void RestoredJournal::add(const RestoredAccount& account) {
    const bool has_name = !account.name.empty();
    records_.add(DumpAccount{account.account, has_name ? std::optional(account.name) : std::nullopt,
                             account.lobby_first, account.rebound_to});
    for (const Name& name : account.names)
        records_.add(DumpName{name.folded, name.skeleton, name.display, account.account,
                              std::string(icu_version()), 0});
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

#include "broker/journal/sqlite/sqlite_entries.hpp"

#include <limits>
#include <string>
#include <utility>

#include "broker/journal/page_rules.hpp"
#include "broker/journal/reference_rules.hpp"
#include "common/wire/chain.hpp"

namespace indaba::broker {

namespace {

/// Returns the entries of a range; the last column is the hash of a deleted body.
constexpr const char* select_entries =
    "SELECT e.number, a.account, e.at, e.id, e.kind, e.body, "
    "CASE WHEN length(e.body) = 0 THEN (SELECT x.hash FROM erased AS x "
    "WHERE x.conversation = e.conversation AND x.number = e.number) END "
    "FROM entries AS e JOIN accounts AS a ON a.key = e.account "
    "WHERE e.conversation = ? AND e.number BETWEEN ? AND ? ORDER BY e.number";

}  // namespace

// ---- writing -------------------------------------------------------------------------------

SqliteEntries::SqliteEntries(sqlite::Connection& database, SqliteAccounts& accounts)
    : accounts_(accounts),
      references_(database),
      find_by_id_(database,
                  "SELECT c.id, e.kind, e.body, e.number, e.hash, e.at, x.hash FROM entries AS e "
                  "JOIN conversations AS c ON c.key = e.conversation "
                  "LEFT JOIN erased AS x ON x.conversation = e.conversation "
                  "AND x.number = e.number "
                  "WHERE e.account = ? AND e.id = ?"),
      find_conversation_(database, "SELECT key, number, hash FROM conversations WHERE id = ?"),
      add_conversation_(database,
                        "INSERT INTO conversations (id, room, low, high, number, hash) "
                        "VALUES (?, ?, ?, ?, 0, ?)"),
      add_(database,
           "INSERT INTO entries (conversation, number, account, at, id, kind, body, hash) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      update_head_(database, "UPDATE conversations SET number = ?, hash = ? WHERE key = ?") {}

Outcome SqliteEntries::store(const Post& post) {
    const std::int64_t author = accounts_.key_of(post.author);
    if (std::optional<Outcome> before = stored_before(author, post)) return *before;
    if (std::optional<BadReference> no = reference_problem(post)) return *no;
    Head& head = head_of(post.conversation);
    const Entry entry{head.number + 1, post.author, post.at, post.id, post.kind, post.body};
    const Hash hash = chain(head.hash, post.conversation.id, entry);
    add_.run(head.key, entry.number, author, entry.at, entry.id, entry.kind,
             sqlite::Blob{entry.body}, hash);
    if (post.reference) references_.apply(*post.reference, {head.key, entry.number}, author);
    head = Head{head.key, entry.number, hash, true};
    return Stored{entry.number, hash, entry.at, false};
}

std::optional<Outcome> SqliteEntries::stored_before(std::int64_t author, const Post& post) {
    sqlite::Rows row = find_by_id_.query(author, post.id);
    if (!row.next()) return std::nullopt;
    const std::optional<Hash> erased = row.optional_bytes<Hash>(6);
    const bool same = row.bytes<ConversationId>(0) == post.conversation.id &&
                      row.text(1) == post.kind && has_or_had_body(row.text(2), erased, post.body);
    if (!same) return IdReused{};
    return Stored{row.count(3), row.bytes<Hash>(4), row.integer(5), true, 0, erased};
}

/// Adds no conversation: the writer undoes a refused post, but not what heads_ remembers.
std::optional<BadReference> SqliteEntries::reference_problem(const Post& post) {
    if (!post.reference) return std::nullopt;
    const auto known = heads_.find(post.conversation.id);
    const std::optional<Head> head =
        known != heads_.end() ? known->second : find_head(post.conversation.id);
    return references_.problem(post, head ? std::optional(head->key) : std::nullopt);
}

std::uint64_t SqliteEntries::lobby_entries() { return head_of(lobby_conversation()).number; }

SqliteEntries::Head& SqliteEntries::head_of(const Conversation& conversation) {
    const auto known = heads_.find(conversation.id);
    if (known != heads_.end()) return known->second;
    const std::optional<Head> found = find_head(conversation.id);
    return heads_.emplace(conversation.id, found ? *found : add_conversation(conversation))
        .first->second;
}

std::optional<SqliteEntries::Head> SqliteEntries::find_head(const ConversationId& id) {
    sqlite::Rows row = find_conversation_.query(id);
    if (!row.next()) return std::nullopt;
    return Head{row.integer(0), row.count(1), row.bytes<Hash>(2), false};
}

SqliteEntries::Head SqliteEntries::add_conversation(const Conversation& conversation) {
    std::optional<std::int64_t> low;
    std::optional<std::int64_t> high;
    if (conversation.between) {
        low = accounts_.key_of(conversation.between->low);
        high = accounts_.key_of(conversation.between->high);
    }
    add_conversation_.run(conversation.id, conversation.room, low, high, Hash{});
    return find_head(conversation.id).value();
}

void SqliteEntries::write_heads() {
    for (const auto& [id, head] : heads_)
        if (head.changed) update_head_.run(head.number, head.hash, head.key);
}

// ---- reading -------------------------------------------------------------------------------

SqlitePages::SqlitePages(sqlite::Connection& database)
    : find_conversation_(database, "SELECT key FROM conversations WHERE id = ?"),
      ascending_(database, select_entries),
      descending_(database, std::string(select_entries) + " DESC"),
      hash_(database, "SELECT hash FROM entries WHERE conversation = ? AND number = ?") {}

PageRead SqlitePages::read(const PageRequest& request) {
    PageRead page;
    page.token = request.token;
    std::optional<std::int64_t> conversation;
    if (sqlite::Rows row = find_conversation_.query(request.conversation); row.next())
        conversation = row.integer(0);
    if (!conversation) return page;
    read_entries(*conversation, request, page);
    if (!page.entries.empty())
        page.before = hash_at(*conversation, page.entries.front().number - 1);
    else if (request.after)
        page.before = hash_at(*conversation, *request.after);
    return page;
}

void SqlitePages::read_entries(std::int64_t conversation, const PageRequest& request,
                               PageRead& page) {
    // SQLite's integers are signed: a larger number would turn negative.
    const NumberRange range = requested_range(request, std::numeric_limits<std::int64_t>::max());
    sqlite::Statement& statement = request.before ? descending_ : ascending_;
    sqlite::Rows rows = statement.query(conversation, range.low, range.high);
    PageFiller filler(request, page);
    while (rows.next()) {
        Entry entry{rows.count(0),
                    rows.bytes<Account>(1),
                    rows.integer(2),
                    rows.bytes<MessageId>(3),
                    rows.text(4),
                    rows.text(5),
                    rows.optional_bytes<Hash>(6)};
        if (!filler.add(std::move(entry))) break;
    }
    filler.finish();
}

Hash SqlitePages::hash_at(std::int64_t conversation, std::uint64_t number) {
    sqlite::Rows row = hash_.query(conversation, number);
    return row.next() ? row.bytes<Hash>(0) : Hash{};
}

}  // namespace indaba::broker

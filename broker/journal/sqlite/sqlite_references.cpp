#include "broker/journal/sqlite/sqlite_references.hpp"

#include <string>
#include <variant>
#include <vector>

#include "broker/journal/reference_rules.hpp"
#include "common/wire/chain.hpp"

namespace indaba::broker {

SqliteReferences::SqliteReferences(sqlite::Connection& database)
    : find_(database,
            "SELECT a.account, e.kind, x.number FROM entries AS e "
            "JOIN accounts AS a ON a.key = e.account "
            "LEFT JOIN erased AS x ON x.conversation = e.conversation AND x.number = e.number "
            "WHERE e.conversation = ? AND e.number = ?"),
      find_reaction_(database,
                     "SELECT 1 FROM reactions WHERE conversation = ? AND message = ? AND emoji = ? "
                     "LIMIT 1"),
      next_reaction_(database,
                     "SELECT emoji FROM reactions WHERE conversation = ? AND message = ? "
                     "AND emoji > ? ORDER BY emoji LIMIT 1"),
      add_reaction_(database,
                    "INSERT INTO reactions (conversation, message, emoji, account) "
                    "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"),
      remove_reaction_(database,
                       "DELETE FROM reactions WHERE conversation = ? AND message = ? "
                       "AND emoji = ? AND account = ?"),
      remove_reactions_(database, "DELETE FROM reactions WHERE conversation = ? AND message = ?"),
      add_edit_(database, "INSERT INTO edits (conversation, message, number) VALUES (?, ?, ?)"),
      find_bodies_(database,
                   "SELECT number, body FROM entries WHERE conversation = ?1 AND number = ?2 "
                   "UNION ALL SELECT e.number, e.body FROM edits AS d JOIN entries AS e "
                   "ON e.conversation = d.conversation AND e.number = d.number "
                   "WHERE d.conversation = ?1 AND d.message = ?2"),
      keep_hash_(database, "INSERT INTO erased (conversation, number, hash) VALUES (?, ?, ?)"),
      delete_body_(database,
                   "UPDATE entries SET body = x'' WHERE conversation = ? AND number = ?") {}

std::optional<BadReference> SqliteReferences::problem(
    const Post& post, const std::optional<std::int64_t>& conversation) {
    std::optional<ReferredEntry> referred;
    if (conversation) {
        sqlite::Rows row = find_.query(*conversation, referred_number(post.reference->body));
        if (row.next()) referred = {row.bytes<Account>(0), row.text(1), !row.is_null(2)};
    }
    if (auto no = reference_problem(post, referred)) return no;
    const ReactionBody* reaction = std::get_if<ReactionBody>(&post.reference->body);
    return reaction ? reaction_problem(*reaction, *conversation) : std::nullopt;
}

std::optional<BadReference> SqliteReferences::reaction_problem(const ReactionBody& reaction,
                                                               std::int64_t conversation) {
    const bool stands =
        find_reaction_.query(conversation, reaction.of, std::string_view(reaction.emoji)).next();
    // Many people may have put the same one there: each query goes to the next different one.
    std::size_t different = 0;
    for (std::string last; !stands && different < limit::reactions; ++different) {
        sqlite::Rows row = next_reaction_.query(conversation, reaction.of, std::string_view(last));
        if (!row.next()) break;
        last = row.text(0);
    }
    return broker::reaction_problem(reaction, stands, different);
}

void SqliteReferences::apply(const Reference& reference, const EntryPlace& entry,
                             std::int64_t author) {
    const EntryPlace message{entry.conversation, referred_number(reference.body)};
    if (std::holds_alternative<EditBody>(reference.body))
        add_edit_.run(message.conversation, message.number, entry.number);
    if (std::holds_alternative<EraseBody>(reference.body)) erase(message);
    const ReactionBody* reaction = std::get_if<ReactionBody>(&reference.body);
    if (!reaction) return;
    sqlite::Statement& change = reaction->off ? remove_reaction_ : add_reaction_;
    change.run(message.conversation, message.number, std::string_view(reaction->emoji), author);
}

/// Deletes the bodies of the message and of its edits, and its reactions.
void SqliteReferences::erase(const EntryPlace& message) {
    std::vector<std::pair<std::uint64_t, Hash>> bodies;
    {
        sqlite::Rows rows = find_bodies_.query(message.conversation, message.number);
        while (rows.next()) bodies.emplace_back(rows.count(0), hash_of_body(rows.text(1)));
    }
    for (const auto& [number, hash] : bodies) {
        keep_hash_.run(message.conversation, number, hash);
        delete_body_.run(message.conversation, number);
    }
    remove_reactions_.run(message.conversation, message.number);
}

}  // namespace indaba::broker

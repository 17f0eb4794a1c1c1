#include "broker/journal/postgresql/postgresql_references.hpp"

#include <variant>

#include "common/wire/chain.hpp"

namespace indaba::broker {

PostgresqlReferences::Place PostgresqlReferences::place_of(const Post& post) {
    return {post.conversation.id, referred_number(post.reference->body)};
}

// ---- asking --------------------------------------------------------------------------------

void PostgresqlReferences::ask(const Post& post) {
    const Place place = place_of(post);
    Facts& facts = facts_[{post.author, post.id}] = {};
    facts.moment = ++moment_;
    database_.ask(
        [&facts](postgresql::Rows row) {
            if (row.next()) facts.referred = {row.bytes<Account>(0), row.text(1), !row.is_null(2)};
        },
        "SELECT a.account, e.kind, e.erased FROM entries AS e "
        "JOIN conversations AS c ON c.key = e.conversation "
        "JOIN accounts AS a ON a.key = e.account WHERE c.id = $1 AND e.number = $2",
        place.first, place.second);
    if (const auto* reaction = std::get_if<ReactionBody>(&post.reference->body))
        ask_reaction(place, *reaction, facts);
    if (std::holds_alternative<EraseBody>(post.reference->body)) ask_bodies(place, facts);
}

/// Many people may have put the same reaction there: the query goes from one to the next different
/// one.
void PostgresqlReferences::ask_reaction(const Place& place, const ReactionBody& reaction,
                                        Facts& facts) {
    database_.ask(
        [&facts](postgresql::Rows row) {
            if (!row.next()) return;
            facts.different_reactions = row.count(0);
            facts.stands = row.boolean(1);
        },
        "WITH RECURSIVE place AS (SELECT key, $2::bigint AS message FROM conversations "
        "WHERE id = $1), different(emoji) AS ("
        "(SELECT r.emoji FROM reactions AS r, place AS p WHERE r.conversation = p.key "
        "AND r.message = p.message ORDER BY r.emoji LIMIT 1) UNION ALL "
        "SELECT (SELECT r.emoji FROM reactions AS r, place AS p WHERE r.conversation = p.key "
        "AND r.message = p.message AND r.emoji > d.emoji ORDER BY r.emoji LIMIT 1) "
        "FROM different AS d WHERE d.emoji IS NOT NULL) "
        "SELECT count(emoji), coalesce(bool_or(emoji = $3), false) FROM different",
        place.first, place.second, reaction.emoji);
}

void PostgresqlReferences::ask_bodies(const Place& place, Facts& facts) {
    database_.ask(
        [&facts](postgresql::Rows rows) {
            while (rows.next()) facts.bodies[rows.count(0)] = hash_of_body(rows.text(1));
        },
        "SELECT e.number, e.body FROM entries AS e JOIN conversations AS c "
        "ON c.key = e.conversation WHERE c.id = $1 AND (e.number = $2 OR e.number IN "
        "(SELECT d.number FROM edits AS d WHERE d.conversation = c.key AND d.message = $2))",
        place.first, place.second);
}

bool PostgresqlReferences::is_outdated(const Post& post) const {
    const auto change = changed_.find(place_of(post));
    return change != changed_.end() && change->second > facts_.at({post.author, post.id}).moment;
}

// ---- deciding and following ----------------------------------------------------------------

std::optional<BadReference> PostgresqlReferences::problem(const Post& post) const {
    const Facts& facts = facts_.at({post.author, post.id});
    if (auto no = reference_problem(post, facts.referred)) return no;
    const auto* reaction = std::get_if<ReactionBody>(&post.reference->body);
    if (!reaction) return std::nullopt;
    return reaction_problem(*reaction, facts.stands, facts.different_reactions);
}

void PostgresqlReferences::apply(const Post& post, std::int64_t conversation, std::uint64_t number,
                                 std::int64_t author) {
    const Place place = place_of(post);
    const std::uint64_t message = place.second;
    const ReferringBody& body = post.reference->body;
    if (std::holds_alternative<ReplyBody>(body)) return;
    changed_[place] = ++moment_;
    if (std::holds_alternative<EditBody>(body))
        return database_.send(
            "INSERT INTO edits (conversation, message, number) VALUES ($1, $2, $3)", conversation,
            message, number);
    if (std::holds_alternative<EraseBody>(body)) return erase(post, conversation);
    const ReactionBody& reaction = std::get<ReactionBody>(body);
    database_.send(reaction.off ? "DELETE FROM reactions WHERE conversation = $1 AND message = $2 "
                                  "AND emoji = $3 AND account = $4"
                                : "INSERT INTO reactions (conversation, message, emoji, account) "
                                  "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                   conversation, message, reaction.emoji, author);
}

/// Deletes the bodies of the message and of its edits, and its reactions.
void PostgresqlReferences::erase(const Post& post, std::int64_t conversation) {
    for (const auto& [number, hash] : facts_.at({post.author, post.id}).bodies)
        database_.send(
            "UPDATE entries SET body = '', erased = $3 WHERE conversation = $1 AND number = $2",
            conversation, number, hash);
    database_.send("DELETE FROM reactions WHERE conversation = $1 AND message = $2", conversation,
                   referred_number(post.reference->body));
}

}  // namespace indaba::broker

#include "broker/journal/postgresql/postgresql_heads.hpp"

#include <utility>

namespace indaba::broker {

void PostgresqlHeads::lock(const std::map<ConversationId, Conversation>& conversations) {
    add_whispers(conversations);
    std::vector<ConversationId> ids;
    for (const auto& [id, conversation] : conversations) ids.push_back(id);
    ask(ids);
}

void PostgresqlHeads::add_whispers(const std::map<ConversationId, Conversation>& conversations) {
    std::vector<ConversationId> ids;
    std::vector<Account> low, high;
    for (const auto& [id, conversation] : conversations) {
        if (!conversation.between) continue;
        ids.push_back(id);
        low.push_back(conversation.between->low);
        high.push_back(conversation.between->high);
    }
    if (ids.empty()) return;
    database_.send(
        "INSERT INTO conversations (id, low, high, number, hash) "
        "SELECT q.id, l.key, h.key, 0, $4 FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) "
        "AS q(id, low, high) JOIN accounts AS l ON l.account = q.low "
        "JOIN accounts AS h ON h.account = q.high "
        "WHERE NOT EXISTS (SELECT 1 FROM conversations AS c WHERE c.id = q.id) "
        "ORDER BY q.id ON CONFLICT DO NOTHING",
        ids, low, high, Hash{});
}

void PostgresqlHeads::ask(const std::vector<ConversationId>& ids) {
    database_.ask(
        [this](postgresql::Rows rows) {
            // A head that this transaction has moved already is not written yet.
            while (rows.next())
                heads_.try_emplace(
                    rows.bytes<ConversationId>(0),
                    PostgresqlHead{rows.integer(1), rows.count(2), rows.bytes<Hash>(3)});
        },
        "SELECT id, key, number, hash FROM conversations WHERE id = ANY($1) ORDER BY id "
        "FOR NO KEY UPDATE",
        ids);
}

void PostgresqlHeads::add_room(const Conversation& room) {
    database_.send("INSERT INTO conversations (id, room, number, hash) VALUES ($1, $2, 0, $3)",
                   room.id, room.room, Hash{});
    ask({room.id});
}

PostgresqlHead* PostgresqlHeads::find(const ConversationId& id) {
    const auto found = heads_.find(id);
    return found == heads_.end() ? nullptr : &found->second;
}

void PostgresqlHeads::write() {
    std::vector<std::int64_t> keys;
    std::vector<std::uint64_t> numbers;
    std::vector<Hash> hashes;
    for (auto& [id, head] : heads_) {
        if (!std::exchange(head.changed, false)) continue;
        keys.push_back(head.key);
        numbers.push_back(head.number);
        hashes.push_back(head.hash);
    }
    if (keys.empty()) return;
    database_.send(
        "UPDATE conversations AS c SET number = q.number, hash = q.hash, writer = $4, batch = $5 "
        "FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS q(key, number, hash) "
        "WHERE c.key = q.key",
        keys, numbers, hashes, stamp_.writer, stamp_.batch);
}

}  // namespace indaba::broker

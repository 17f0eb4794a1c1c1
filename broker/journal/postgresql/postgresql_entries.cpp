#include "broker/journal/postgresql/postgresql_entries.hpp"

#include <algorithm>

#include "common/wire/chain.hpp"

namespace indaba::broker {

void PostgresqlEntries::ask(const std::vector<const Post*>& posts) {
    std::vector<Account> authors;
    std::vector<MessageId> ids;
    for (const Post* post : posts) {
        authors.push_back(post->author);
        ids.push_back(post->id);
        if (post->reference) references_.ask(*post);
    }
    database_.ask([this](postgresql::Rows rows) { keep_stored(std::move(rows)); },
                  "SELECT q.account, e.id, c.id, e.kind, e.body, e.number, e.hash, e.at, e.erased "
                  "FROM unnest($1::bytea[], $2::bytea[]) AS q(account, id) "
                  "JOIN accounts AS a ON a.account = q.account "
                  // LIMIT keeps the server from looking through all entries of an account.
                  "CROSS JOIN LATERAL (SELECT * FROM entries AS own WHERE own.account = a.key "
                  "AND own.id = q.id LIMIT 1) AS e "
                  "JOIN conversations AS c ON c.key = e.conversation",
                  authors, ids);
}

void PostgresqlEntries::keep_stored(postgresql::Rows rows) {
    while (rows.next()) {
        StoredPost& found = stored_[{rows.bytes<Account>(0), rows.bytes<MessageId>(1)}];
        found.conversation = rows.bytes<ConversationId>(2);
        found.kind = rows.text(3);
        found.body = rows.text(4);
        found.stored = {.number = rows.count(5),
                        .hash = rows.bytes<Hash>(6),
                        .at = rows.integer(7),
                        .duplicate = true,
                        .lobby_first = 0,
                        .erased = rows.optional_bytes<Hash>(8),
                        .further = {}};
    }
}

std::optional<Outcome> PostgresqlEntries::stored_before(const Post& post) const {
    const auto found = stored_.find({post.author, post.id});
    if (found == stored_.end()) return std::nullopt;
    const auto& [conversation, kind, body, stored] = found->second;
    const bool same = conversation == post.conversation.id && kind == post.kind &&
                      has_or_had_body(body, stored.erased, post.body);
    if (!same) return IdReused{};
    return stored;
}

std::optional<BadReference> PostgresqlEntries::reference_problem(const Post& post) {
    if (!post.reference) return std::nullopt;
    if (references_.is_outdated(post)) {
        write();
        references_.ask(post);
        database_.round_trip();
    }
    return references_.problem(post);
}

Outcome PostgresqlEntries::store(const Post& post) {
    if (std::optional<Outcome> before = stored_before(post)) return *before;
    if (std::optional<BadReference> no = reference_problem(post)) return *no;
    PostgresqlHead& head = *heads_.find(post.conversation.id);
    Entry entry{head.number + 1, post.author, post.at, post.id, post.kind, post.body};
    const Hash hash = chain(head.hash, post.conversation.id, entry);
    const std::int64_t author = accounts_.key_of(post.author);
    head = {head.key, entry.number, hash, true};
    const Stored stored{entry.number, hash, entry.at, false};
    Stored again = stored;
    again.duplicate = true;
    stored_[{post.author, post.id}] = {post.conversation.id, post.kind, post.body, again};
    references_.on_stored(post.conversation.id, entry.number);
    unwritten_.push_back({head.key, author, std::move(entry), hash});
    if (post.reference) references_.apply(post, head.key, stored.number, author);
    return stored;
}

void PostgresqlEntries::forget(const Post& post) {
    stored_.erase({post.author, post.id});
    unwritten_.clear();
}

/// In the order of (account, id): brokers that write the same ids then never wait in a circle.
void PostgresqlEntries::write() {
    if (unwritten_.empty()) return;
    std::ranges::sort(unwritten_, {},
                      [](const Row& row) { return std::pair(row.account, row.entry.id); });
    std::vector<std::int64_t> conversations, accounts, times;
    std::vector<std::uint64_t> numbers;
    std::vector<MessageId> ids;
    std::vector<std::string> kinds;
    std::vector<postgresql::Blob> bodies;
    std::vector<Hash> hashes;
    for (const auto& [conversation, account, entry, hash] : unwritten_) {
        conversations.push_back(conversation);
        numbers.push_back(entry.number);
        accounts.push_back(account);
        times.push_back(entry.at);
        ids.push_back(entry.id);
        kinds.push_back(entry.kind);
        bodies.push_back({entry.body});
        hashes.push_back(hash);
    }
    database_.send(
        "INSERT INTO entries (conversation, number, account, at, id, kind, body, hash) "
        "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], "
        "$5::bytea[], $6::text[], $7::bytea[], $8::bytea[])",
        conversations, numbers, accounts, times, ids, kinds, bodies, hashes);
    unwritten_.clear();
}

}  // namespace indaba::broker

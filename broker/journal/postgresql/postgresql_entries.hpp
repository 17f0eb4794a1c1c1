#pragma once
/// Stores posts as entries, inside the writer's transaction. What the posts need to know is asked
/// for all of them in one round trip; numbers and hashes are then given in memory, and the entries
/// are written together. Errors are thrown as postgresql::Error.
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/postgresql_accounts.hpp"
#include "broker/journal/postgresql/postgresql_heads.hpp"
#include "broker/journal/postgresql/postgresql_references.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlEntries {
 public:
    PostgresqlEntries(postgresql::Connection& database, PostgresqlAccounts& accounts,
                      PostgresqlHeads& heads)
        : database_(database), accounts_(accounts), heads_(heads), references_(database) {}

    /// Asks whether the posts were stored before, and about the entries that they name.
    void ask(const std::vector<const Post*>& posts);
    /// Returns true if the post's author has used its id already, for this post or another one.
    bool has(const Post& post) const { return stored_.contains({post.author, post.id}); }
    /// Returns Stored, IdReused or BadReference for a post that was asked about.
    Outcome store(const Post& post);
    /// Sends the entries that were stored since the last call.
    void write();
    /// Forgets the post, whose entry is undone.
    void forget(const Post& post);

 private:
    struct StoredPost {
        ConversationId conversation{};
        std::string kind;
        std::string body;
        Stored stored;
    };
    struct Row {
        std::int64_t conversation = 0;
        std::int64_t account = 0;
        Entry entry;
        Hash hash{};
    };
    using PostId = std::pair<Account, MessageId>;

    void keep_stored(postgresql::Rows rows);
    std::optional<Outcome> stored_before(const Post& post) const;
    std::optional<BadReference> reference_problem(const Post& post);

    postgresql::Connection& database_;
    PostgresqlAccounts& accounts_;
    PostgresqlHeads& heads_;
    PostgresqlReferences references_;
    std::map<PostId, StoredPost> stored_;  // before, or in this transaction
    std::vector<Row> unwritten_;
};

}  // namespace indaba::broker

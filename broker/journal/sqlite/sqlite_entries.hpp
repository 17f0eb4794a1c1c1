#pragma once
/// Stores posts as entries, inside the writer's transaction, and reads pages of them. Numbers and
/// hashes are assigned here only. Errors are thrown as sqlite::Error.
#include <map>

#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_accounts.hpp"
#include "broker/journal/sqlite/sqlite_references.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteEntries {
 public:
    SqliteEntries(sqlite::Connection& database, SqliteAccounts& accounts);

    /// Returns Stored, IdReused or BadReference. A post with a reference changes several tables. An
    /// exception means that the post was not stored.
    Outcome store(const Post& post);
    /// Returns true if the post's author has used its id already.
    bool has(const Post& post) {
        return stored_before(accounts_.key_of(post.author), post).has_value();
    }
    /// Returns the number of entries in the lobby, those of this batch included.
    std::uint64_t lobby_entries();
    /// Writes the row of each changed conversation, once at the end of a batch.
    void write_heads();
    /// Must be called before each batch: the previous one may have been rolled back.
    void forget_heads() { heads_.clear(); }

 private:
    struct Head {
        std::int64_t key = 0;
        std::uint64_t number = 0;
        Hash hash{};
        bool changed = false;
    };
    std::optional<Outcome> stored_before(std::int64_t author, const Post& post);
    std::optional<BadReference> reference_problem(const Post& post);
    Head& head_of(const Conversation& conversation);
    std::optional<Head> find_head(const ConversationId& id);
    Head add_conversation(const Conversation& conversation);

    SqliteAccounts& accounts_;
    SqliteReferences references_;
    std::map<ConversationId, Head> heads_;
    sqlite::Statement find_by_id_;
    sqlite::Statement find_conversation_;
    sqlite::Statement add_conversation_;
    sqlite::Statement add_;
    sqlite::Statement update_head_;
};

class SqlitePages {
 public:
    explicit SqlitePages(sqlite::Connection& database);

    PageRead read(const PageRequest& request);

 private:
    void read_entries(std::int64_t conversation, const PageRequest& request, PageRead& page);
    Hash hash_at(std::int64_t conversation, std::uint64_t number);

    sqlite::Statement find_conversation_;
    sqlite::Statement ascending_;
    sqlite::Statement descending_;
    sqlite::Statement hash_;
};

}  // namespace indaba::broker

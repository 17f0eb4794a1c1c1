#pragma once
/// Entries on disk. The writer stores posts as entries inside its transaction; the reader reads
/// pages. Numbers and hashes are given here and nowhere else. Errors are thrown as SqliteError.
#include <map>

#include "broker/journal/journal.hpp"
#include "broker/journal/sqlite/sqlite_accounts.hpp"
#include "broker/journal/sqlite/sqlite_database.hpp"

namespace indaba::broker {

class SqliteEntries {
 public:
    SqliteEntries(Database& database, SqliteAccounts& accounts);

    /// Stored, or IdReused. When it throws nothing was stored.
    Outcome store(const Post& post);
    /// Ends a batch: writes each changed conversation's row once.
    void write_heads();
    /// Before each batch: what was kept of the one before may have been rolled back.
    void forget_heads() { heads_.clear(); }

 private:
    struct Head {
        std::int64_t key = 0;
        std::uint64_t number = 0;
        Hash hash{};
        bool changed = false;
    };
    std::optional<Outcome> stored_before(std::int64_t author, const Post& post);
    Head& head_of(const Conversation& conversation);
    std::optional<Head> find_head(const ConversationId& id);
    Head add_conversation(const Conversation& conversation);

    SqliteAccounts& accounts_;
    std::map<ConversationId, Head> heads_;
    Statement find_by_id_;
    Statement find_conversation_;
    Statement add_conversation_;
    Statement add_;
    Statement update_head_;
};

class SqlitePages {
 public:
    explicit SqlitePages(Database& database);

    PageRead read(const PageRequest& request);

 private:
    void read_entries(std::int64_t conversation, const PageRequest& request, PageRead& page);
    Hash hash_at(std::int64_t conversation, std::uint64_t number);

    Statement find_conversation_;
    Statement ascending_;
    Statement descending_;
    Statement hash_;
};

}  // namespace indaba::broker

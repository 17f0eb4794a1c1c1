#pragma once
/// The heads of the conversations that a transaction adds entries to. Their rows are locked, so
/// nobody else gives the same numbers.
#include <map>
#include <optional>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/batch_stamp.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

struct PostgresqlHead {
    std::int64_t key = 0;  // of the conversation in the database
    std::uint64_t number = 0;
    Hash hash{};
    bool changed = false;
};

class PostgresqlHeads {
 public:
    PostgresqlHeads(postgresql::Connection& database, const BatchStamp& stamp)
        : database_(database), stamp_(stamp) {}

    /// Locks the rows of the conversations in the order of their ids. Whispers without a row get
    /// one; a room has one from its creation on.
    void lock(const std::map<ConversationId, Conversation>& conversations);
    /// Makes the row of a room that is being created. Its key is known after the round trip.
    void add_room(const Conversation& room);

    /// Returns null for a conversation without a row, or one that was not locked.
    PostgresqlHead* find(const ConversationId& id);
    std::uint64_t lobby_entries() { return find(lobby)->number; }
    /// Writes the rows that changed.
    void write();

    /// Returns the heads as they are now, and takes them back: after a write that is undone.
    std::map<ConversationId, PostgresqlHead> save() const { return heads_; }
    void restore(std::map<ConversationId, PostgresqlHead> heads) { heads_ = std::move(heads); }

 private:
    void add_whispers(const std::map<ConversationId, Conversation>& conversations);
    void ask(const std::vector<ConversationId>& ids);

    postgresql::Connection& database_;
    const BatchStamp& stamp_;
    std::map<ConversationId, PostgresqlHead> heads_;
};

}  // namespace indaba::broker

#pragma once
/// Checks the posts that name an earlier entry and does what they demand, inside the writer's
/// transaction: edits are remembered with their message, reactions counted, bodies deleted. Errors
/// are thrown as sqlite::Error.
#include <cstdint>
#include <optional>

#include "broker/journal/journal.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

/// A conversation's number in this file, and the number of an entry of it.
struct EntryPlace {
    std::int64_t conversation = 0;
    std::uint64_t number = 0;
};

class SqliteReferences {
 public:
    explicit SqliteReferences(sqlite::Connection& database);

    /// Returns the reason why the post is refused, else nullopt. `conversation` is its key, nullopt
    /// while it has no entry.
    std::optional<BadReference> problem(const Post& post,
                                        const std::optional<std::int64_t>& conversation);
    /// Does what the reference of an entry that was just stored demands.
    void apply(const Reference& reference, const EntryPlace& entry, std::int64_t author);

 private:
    std::optional<BadReference> reaction_problem(const ReactionBody& reaction,
                                                 std::int64_t conversation);
    void erase(const EntryPlace& message);

    sqlite::Statement find_;
    sqlite::Statement find_reaction_;
    sqlite::Statement next_reaction_;
    sqlite::Statement add_reaction_;
    sqlite::Statement remove_reaction_;
    sqlite::Statement remove_reactions_;
    sqlite::Statement add_edit_;
    sqlite::Statement find_bodies_;
    sqlite::Statement keep_hash_;
    sqlite::Statement delete_body_;
};

}  // namespace indaba::broker

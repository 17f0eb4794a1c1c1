#pragma once
/// Decides which entries posts may name, and follows edits, erasures and reactions, inside the
/// writer's transaction. Errors are thrown as postgresql::Error.
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "broker/journal/journal.hpp"
#include "broker/journal/reference_rules.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlReferences {
 public:
    explicit PostgresqlReferences(postgresql::Connection& database) : database_(database) {}

    /// Asks what the post's rules need to know about the entry that it names.
    void ask(const Post& post);
    /// Returns true if this transaction changed meanwhile what was answered: ask again.
    bool is_outdated(const Post& post) const;

    /// Returns the reason why the post may not name the entry, else nullopt.
    std::optional<BadReference> problem(const Post& post) const;
    /// Follows the stored post, which is entry `number`.
    void apply(const Post& post, std::int64_t conversation, std::uint64_t number,
               std::int64_t author);
    /// Remembers that the transaction stored this entry, which was not answered before.
    void on_stored(const ConversationId& conversation, std::uint64_t number) {
        changed_[{conversation, number}] = ++moment_;
    }

 private:
    using Place = std::pair<ConversationId, std::uint64_t>;  // of an entry
    using PostId = std::pair<Account, MessageId>;
    struct Facts {
        std::size_t moment = 0;  // when they were asked for
        std::optional<ReferredEntry> referred{};
        std::size_t different_reactions = 0;
        bool stands = false;                     // the reaction that the post puts or takes off
        std::map<std::uint64_t, Hash> bodies{};  // of the message and of its edits
    };

    static Place place_of(const Post& post);
    void ask_reaction(const Place& place, const ReactionBody& reaction, Facts& facts);
    void ask_bodies(const Place& place, Facts& facts);
    void erase(const Post& post, std::int64_t conversation);

    postgresql::Connection& database_;
    std::map<PostId, Facts> facts_;
    std::map<Place, std::size_t> changed_;  // with the moment of the last change
    std::size_t moment_ = 0;
};

}  // namespace indaba::broker

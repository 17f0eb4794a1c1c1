#pragma once
/// Stores rooms and their members, inside the writer's transaction. Errors are thrown as
/// postgresql::Error.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/postgresql/postgresql_accounts.hpp"
#include "broker/journal/postgresql/postgresql_entries.hpp"
#include "broker/journal/postgresql/postgresql_heads.hpp"
#include "broker/journal/room_rules.hpp"
#include "broker/postgresql/connection.hpp"

namespace indaba::broker {

class PostgresqlRooms {
 public:
    PostgresqlRooms(postgresql::Connection& database, PostgresqlAccounts& accounts,
                    PostgresqlHeads& heads, PostgresqlEntries& entries)
        : database_(database), accounts_(accounts), heads_(heads), entries_(entries) {}

    /// Asks whether the authors of the posts are members of their rooms.
    void ask(const std::vector<const Post*>& posts);
    /// Returns the code of the refusal of a post that was asked about, or "".
    std::string_view refusal_of(const Post& post);

    // The next two make round trips.
    /// Stores a change and its entry.
    Outcome store(const RoomChange& change);
    /// Gives the memberships of one account to another. Returns the entries about it.
    std::vector<FurtherEntry> move_memberships(const Rebind& rebind);

 private:
    /// A room with those of its members that are asked about.
    struct Found {
        RoomState state;
        std::string folded;
        std::string skeleton;
    };
    using FoundRoom = std::optional<Found>;

    void ask_room(const ConversationId& id, FoundRoom& found);
    void ask_members(const ConversationId& id, const std::vector<Account>& members, RoomState& to);
    RoomFacts ask_facts(const RoomChange& change, const FoundRoom& found);
    void ask_created(const RoomChange& change, RoomFacts& facts);
    void ask_title_taken(const RoomChange& change, const FoundRoom& found, RoomFacts& facts);
    std::vector<ConversationId> rooms_of(const Account& account);
    FurtherEntry move_membership(const Rebind& rebind, const ConversationId& id);
    void add(const RoomChange& change, const RoomState& state);
    void keep(const RoomChange& change, const RoomState& state);
    void keep_members(const ConversationId& id, const RoomState& state,
                      const std::vector<Account>& touched);

    postgresql::Connection& database_;
    PostgresqlAccounts& accounts_;
    PostgresqlHeads& heads_;
    PostgresqlEntries& entries_;
    std::map<std::pair<ConversationId, Account>, FoundRoom> asked_;  // of posts
    bool changed_ = false;  // asked_ is older than a change of a room
};

}  // namespace indaba::broker

#pragma once
/// Stores rooms and their members. Used by the writer inside its transaction. Errors are thrown as
/// sqlite::Error.
#include <optional>
#include <string_view>
#include <vector>

#include "broker/journal/journal.hpp"
#include "broker/journal/room_rules.hpp"
#include "broker/journal/sqlite/sqlite_accounts.hpp"
#include "broker/journal/sqlite/sqlite_entries.hpp"
#include "common/sqlite/sqlite.hpp"

namespace indaba::broker {

class SqliteRooms {
 public:
    SqliteRooms(sqlite::Connection& database, SqliteAccounts& accounts, SqliteEntries& entries);

    /// Stores a change and its entry. If it throws, only one of both may be stored, so the caller
    /// rolls back.
    Outcome store(const RoomChange& change);
    /// Returns the code of the refusal of a post to a room, or "".
    std::string_view refusal_of(const Post& post);
    /// Gives the memberships of one account to another. Returns the entries about it.
    std::vector<FurtherEntry> move_memberships(const Rebind& rebind);

 private:
    /// A room with those of its members that a change touches.
    struct Found {
        RoomState state;
        std::string folded;
        std::string skeleton;
    };
    std::optional<Found> find(const ConversationId& id, const std::vector<Account>& members);
    RoomFacts facts_of(const RoomChange& change, const std::optional<Found>& found);
    bool is_title_taken(const RoomChange& change, const Found& room);
    void keep(const RoomChange& change, const RoomState& state);
    void keep_members(const ConversationId& id, const RoomState& state,
                      const std::vector<Account>& touched);

    SqliteAccounts& accounts_;
    SqliteEntries& entries_;
    sqlite::Statement find_room_;
    sqlite::Statement find_member_;
    sqlite::Statement find_title_;
    sqlite::Statement count_members_;
    sqlite::Statement count_rooms_;
    sqlite::Statement count_joined_;
    sqlite::Statement count_created_;
    sqlite::Statement add_room_;
    sqlite::Statement change_room_;
    sqlite::Statement set_title_;
    sqlite::Statement set_conversation_title_;
    sqlite::Statement set_member_;
    sqlite::Statement remove_member_;
    sqlite::Statement rooms_of_;
};

}  // namespace indaba::broker

#pragma once
/// A room other than the lobby as the core keeps it: its state, filled from the journal at the
/// start and from delivered entries afterwards, and who of its members is online. What a post or a
/// head costs does not depend on the number of members that are away. Conversations owns it.
#include <set>
#include <vector>

#include "common/wire/room.hpp"

namespace indaba::broker {

class RoomRecord {
 public:
    RoomRecord() = default;
    explicit RoomRecord(const RoomState& state);

    const RoomState& state() const { return state_; }
    bool has(const Account& account) const { return state_.members.contains(account); }
    /// Returns true if the account may know that the room exists.
    bool is_visible_to(const Account& account) const { return !state_.is_private || has(account); }
    /// Returns the number of the first entry that a member may read.
    std::uint64_t first_of(const Account& member) const { return state_.members.at(member).first; }
    RoomInfo info(const ConversationId& id) const;

    struct Change {
        std::vector<Account> joined;
        std::vector<Account> left;
    };
    /// Applies a `_room` entry, and returns whose membership it changed.
    Change apply(const Entry& entry);

    /// The members with a joined session.
    const std::set<Account>& online() const { return online_; }
    void set_online(const Account& member) { online_.insert(member); }
    void set_offline(const Account& member) { online_.erase(member); }

 private:
    RoomState state_;
    std::set<Account> owners_;
    std::set<Account> online_;
};

}  // namespace indaba::broker

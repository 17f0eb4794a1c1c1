#pragma once
/// A room other than the lobby as one of its members sees it. Pure; ConversationState owns one.
#include <cstdint>
#include <vector>

#include "common/wire/protocol.hpp"
#include "common/wire/room.hpp"

namespace indaba::client {

struct RoomView {
    RoomView(const RoomInfo& info, std::uint64_t applied_up_to, const Account& me);

    /// Its members are the owners and this account at least, and all of them once `lists_members`.
    /// The `first` of a member is not known.
    RoomState state;
    std::uint64_t members = 0;   // how many there are
    bool lists_members = false;  // Model::list_members() was answered since the last heads
    std::uint64_t applied = 0;   // the last entry whose change this shows

    bool is_owner(const Account& account) const;
    /// Applies a `_room` entry. Returns false when only the next heads can tell what it did: how
    /// many members there are now, or what `me` may read.
    bool apply(const Entry& entry, const Account& me);
    /// Takes over the complete list of members.
    void list(const std::vector<Person>& all);
};

}  // namespace indaba::client

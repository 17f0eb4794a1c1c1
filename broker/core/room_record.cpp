#include "broker/core/room_record.hpp"

#include <map>

#include "broker/journal/room_rules.hpp"
#include "common/wire/codec.hpp"

namespace indaba::broker {

RoomRecord::RoomRecord(const RoomState& state) : state_(state) {
    for (const auto& [account, member] : state_.members)
        if (member.owner) owners_.insert(account);
}

RoomInfo RoomRecord::info(const ConversationId& id) const {
    return {id,
            state_.title,
            state_.topic,
            state_.is_private,
            state_.from_joining,
            state_.archived,
            state_.members.size(),
            {owners_.begin(), owners_.end()}};
}

RoomRecord::Change RoomRecord::apply(const Entry& entry) {
    const auto event = decode_room_event(entry.body);
    if (!event) return {};
    std::map<Account, bool> before;
    for (const Account& account : touched_by(*event)) before[account] = has(account);
    indaba::apply(*event, entry.number, entry.account, state_);
    Change change;
    for (const auto& [account, was_member] : before) {
        const auto member = state_.members.find(account);
        const bool is_member = member != state_.members.end();
        if (is_member && member->second.owner)
            owners_.insert(account);
        else
            owners_.erase(account);
        if (!is_member) online_.erase(account);
        if (is_member && !was_member) change.joined.push_back(account);
        if (was_member && !is_member) change.left.push_back(account);
    }
    return change;
}

}  // namespace indaba::broker

/// The checks of P4 for rooms: whoever may not know a room is told nothing about it, and everybody
/// is a member where the entries say so. See checker.hpp.
#include <algorithm>
#include <set>

#include "tests/simulation/checker.hpp"
#include "tests/simulation/ensure.hpp"

namespace indaba::simulation {
namespace {

bool may_know(const RoomState& room, const Account& account) {
    return !room.is_private || room.members.contains(account);
}

/// Returns true if the list has members of the room only, and with `all` each of them.
bool lists_members_of(const RoomState& room, const std::vector<Person>& list, bool all) {
    const bool no_others = std::ranges::all_of(
        list, [&](const Person& person) { return room.members.contains(person.account); });
    return no_others && (!all || list.size() == room.members.size());
}

}  // namespace

// ---- messages of the broker ----------------------------------------------------

/// `applied`: the entries that the head's info contains.
void Checker::check_room_head(const indaba::Head& head, std::uint64_t applied, const Account& to) {
    const ConversationId& id = head.conversation.id;
    ensure(applied > 0 && applied <= journal_.entries(id).size(),
           "a room is announced before its commit: #{}", applied);
    const RoomState& room = rooms_.state(id, applied);
    const auto member = room.members.find(to);
    ensure(member != room.members.end(),
           "P4: the head of a room is sent to an account that is no member after #{}", applied);
    ensure(head.first == member->second.first, "P4: a member of a room is told the first number {}",
           head.first);
    ensure(head.info == info_of(id, room), "P3: a head has another info than the entries up to #{}",
           applied);
    rooms_.note_applied(id, applied);
}

void Checker::check(ClientView& view, const Account& to, const RoomJoined& joined) {
    const indaba::Head& head = joined.head;
    ensure(view.live, "a room is announced to a session before its resync");
    check_room_head(head, head.number + 1, to);
    ensure(head.hash == hash_at(head.conversation.id, head.number),
           "P3: the head of a new room has a wrong hash: #{}", head.number);
    view.known_heads[head.conversation.id] = {head.number, head.hash};
}

void Checker::check(ClientView& view, const Account& to, const RoomLeft& left) {
    ensure(view.known_heads.erase(left.conversation) == 1,
           "a session is told to leave a room that it does not know");
    ensure(rooms_.may_be(left.conversation,
                         [&](const RoomState& room) { return !room.members.contains(to); }),
           "P3: a member is told that it left a room");
}

void Checker::check_room_entries(const ClientView& view, const Account& to,
                                 const Entries& entries) {
    const ConversationId& id = entries.conversation.id;
    ensure(view.known_heads.contains(id), "P4: entries of a room are sent to a session outside it");
    for (const Entry& entry : entries.entries) {
        const bool is_member = rooms_.state(id, entry.number - 1).members.contains(to) ||
                               rooms_.state(id, entry.number).members.contains(to);
        ensure(is_member, "P4: #{} of a room is sent to an account that is no member",
               entry.number);
        rooms_.note_applied(id, entry.number);
    }
}

void Checker::check_room_page(const Page& page, const Account& to) {
    const auto may_read = [&](const RoomState& room) {
        const auto member = room.members.find(to);
        return member != room.members.end() &&
               (page.entries.empty() || page.entries.front().number >= member->second.first);
    };
    ensure(rooms_.may_be(page.conversation.id, may_read),
           "P4: a page of a room is sent to an account that may not read it");
}

void Checker::check(ClientView&, const Account& to, const RoomDirectory& directory) {
    for (const RoomInfo& info : directory.rooms)
        ensure(rooms_.may_be(info.id,
                             [&](const RoomState& room) {
                                 return may_know(room, to) && !room.archived &&
                                        info == info_of(info.id, room);
                             }),
               "P4: a directory lists a room that is hidden, archived or another");
}

void Checker::check(ClientView&, const Account& to, const MemberList& list) {
    ensure(rooms_.may_be(list.conversation,
                         [&](const RoomState& room) {
                             return may_know(room, to) &&
                                    lists_members_of(room, list.members, outcomes_certain_);
                         }),
           "P4: a list of members is wrong, or that of a hidden room");
}

// ---- after the faults have ended -----------------------------------

/// Compares what the journal keeps of each room with what its entries make of it.
void Checker::check_rooms_in_journal() {
    for (const broker::KnownRoom& room : journal_.snapshot().rooms)
        ensure(room.state == rooms_.last(room.id),
               "a room in the journal is not what its entries "
               "make of it");
}

void Checker::check_room(int person, const client::ConversationState& state, const Account& me) {
    const RoomState& room = rooms_.last(state.conversation.id);
    ensure(state.room.has_value(), "person {} has a room without its state", person);
    ensure(state.first == room.members.at(me).first,
           "P4: person {} reads a room from #{} on, and may from #{} on", person, state.first,
           room.members.at(me).first);
    const RoomState& seen = state.room->state;
    ensure(seen.title == room.title && seen.topic == room.topic && seen.archived == room.archived &&
               state.room->members == room.members.size(),
           "P3: person {} sees another room than its entries make: {}, {} members", person,
           seen.title, state.room->members);
    for (const auto& [account, member] : room.members)
        ensure(!member.owner || state.room->is_owner(account),
               "P3: person {} does not know an owner of a room", person);
}

}  // namespace indaba::simulation

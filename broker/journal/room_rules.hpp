#pragma once
/// The rules of rooms: who may change what, and who may post. They are the same for every journal,
/// which decides in the transaction that stores the change.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "broker/journal/journal.hpp"

namespace indaba::broker {

/// The facts that decide a change beside the state of its room.
struct RoomFacts {
    bool exists = false;
    bool title_taken = false;         // by another room that is open and not archived
    std::uint64_t owners = 0;         // of this room
    std::uint64_t members = 0;        // of this room
    std::uint64_t rooms = 0;          // of the broker
    std::uint64_t joined = 0;         // by the account that would become a member
    std::uint64_t created_today = 0;  // by the account that would create it
};

/// The time in which an account may create RoomLimits::created_per_day rooms.
inline constexpr WallMs day_ms = 24 * 3'600 * 1'000;

enum class RoomVerdict { change, unchanged, refused };
struct RoomDecision {
    RoomVerdict verdict = RoomVerdict::change;
    std::string_view code;  // of the refusal
};

/// Decides a change. `room` is the state before it, and needs to hold only the members that the
/// change touches.
RoomDecision decide_room_change(const RoomChange& change, const RoomState& room,
                                const RoomFacts& facts);

/// Returns the account that the change makes a member, if it does.
std::optional<Account> newcomer_of(const RoomChange& change);
/// Return the read position of the account that the change, or the entry about a rebind, made a
/// member: nothing before the entry `number` counts as unread.
std::optional<ReadMark> newcomers_mark(const RoomChange& change, std::uint64_t number);
std::optional<ReadMark> newcomers_mark(const Rebind& rebind, const FurtherEntry& further,
                                       const RoomState& before);
/// Returns the accounts whose membership the event may change.
std::vector<Account> touched_by(const RoomEvent& event);
/// Returns whether the rules look at how many owners and members the room has.
bool needs_counts(const RoomChange& change);
/// Returns true for the changes after which the room has a title that others may not have.
bool takes_title(const RoomChange& change, const RoomState& room);

/// Returns the code of the refusal of a post by an account that is, or is not, a member; "" when
/// there is none. `room` is null if there is no such room. A private room and one that does not
/// exist are the same to others.
std::string_view post_refusal(const RoomState* room, bool is_member);

/// Returns the entry of a room about a rebind. Its id follows from the rebind's and the room's.
Post room_announcement(const Rebind& rebind, const Conversation& room);

}  // namespace indaba::broker

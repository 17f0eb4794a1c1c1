#pragma once
/// Rooms in the simulation: random requests, and the states of each room, by which the checker
/// judges who may know what. Their source is the journal's entries, never the core.
#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "broker/journal/memory_journal.hpp"
#include "common/wire/protocol.hpp"
#include "common/wire/room.hpp"
#include "tests/simulation/random.hpp"

namespace indaba::simulation {

/// Returns a request about one of the rooms or for a new one. The broker refuses many of them.
RoomRequest some_room_request(Random& random, const std::vector<ConversationId>& rooms,
                              const std::vector<Account>& accounts);

/// Returns true for a room other than the lobby.
bool has_members(const Conversation& conversation);
RoomInfo info_of(const ConversationId& id, const RoomState& room);

class RoomHistory {
 public:
    explicit RoomHistory(const broker::MemoryJournal& journal) : journal_(journal) {}

    /// Returns the state that the first `number` entries of the room make.
    const RoomState& state(const ConversationId& room, std::uint64_t number);
    const RoomState& last(const ConversationId& room) {
        return state(room, journal_.entries(room).size());
    }
    /// Makes the two below speak of this broker, by its number.
    void show_broker(int broker) { broker_ = broker; }
    /// Notes that the broker has shown that it applied the entries up to `number`.
    void note_applied(const ConversationId& room, std::uint64_t number) {
        std::uint64_t& applied = applied_[{broker_, room}];
        applied = std::max(applied, number);
    }
    /// Returns true if the broker may just now hold a state of the room that meets the condition.
    template <class Condition>
    bool may_be(const ConversationId& room, const Condition& condition) {
        for (std::uint64_t n = applied_[{broker_, room}]; n <= journal_.entries(room).size(); ++n)
            if (condition(state(room, n))) return true;
        return false;
    }

 private:
    const broker::MemoryJournal& journal_;
    std::map<ConversationId, std::vector<RoomState>> states_;  // by number; the first is empty
    int broker_ = 0;
    std::map<std::pair<int, ConversationId>, std::uint64_t> applied_;
};

}  // namespace indaba::simulation

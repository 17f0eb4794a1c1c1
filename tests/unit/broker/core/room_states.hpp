#pragma once
/// The states of rooms after each of their entries, folded from the entries in the journal alone.
#include <algorithm>
#include <map>
#include <vector>

#include "broker/journal/memory_journal.hpp"
#include "common/wire/room.hpp"

namespace indaba::broker::test {

class RoomStates {
 public:
    explicit RoomStates(const MemoryJournal& journal) : journal_(journal) {}

    /// Returns the state of a room after its first `number` entries, or after all if it has fewer.
    const RoomState& after(const ConversationId& room, std::uint64_t number) {
        std::vector<RoomState>& states = states_[room];
        if (states.empty()) states.emplace_back();
        const std::vector<Entry>& entries = journal_.entries(room);
        while (states.size() <= entries.size()) {
            states.push_back(states.back());
            apply(entries[states.size() - 2], states.back());
        }
        return states[std::min<std::uint64_t>(number, entries.size())];
    }
    const RoomState& newest(const ConversationId& room) { return after(room, ~0ULL); }

 private:
    const MemoryJournal& journal_;
    std::map<ConversationId, std::vector<RoomState>> states_;  // [i]: after i entries
};

}  // namespace indaba::broker::test
